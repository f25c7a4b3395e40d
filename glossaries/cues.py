"""What beside a word shows that it is a name: a title, a verb of saying, a given name, the word for city."""

from typing import NamedTuple

from glossaries.arabic import fold


class Cues(NamedTuple):
    """Cues of one kind of term, folded and without article.

    `nouns` call for a name right after them; `before` and `after` go with one often. `titles` are nouns that a name
    follows where they have the article (الرئيس سلام), or words with it stand between (رئيس الوزراء اللبناني سلام):
    ناشط سلام is an activist for peace.
    """

    nouns: frozenset[str]
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).text.split())


_TITLES = _words("""
    رئيس رئيسة سيد سيدة سيدي شيخ شيخة دكتور دكتورة وزير وزيرة نائب نائبة جنرال لواء عميد عقيد مقدم رائد نقيب ملازم مشير فريق
    قائد ملك ملكة أمير أميرة سلطان إمام بابا بطريرك أستاذ أستاذة مهندس مهندسة محام محامي محامية قاض قاضي قاضية صحفي صحفية صحافي
    صحافية إعلامي إعلامية كاتب كاتبة شاعر شاعرة فنان فنانة ممثل ممثلة مطرب مطربة مغني مغنية مخرج مخرجة لاعب لاعبة مدرب حارس
    مهاجم مدافع طفل طفلة شاب شابة فتى فتاة شهيد شهيدة أسير أسيرة مواطن مواطنة ناشط ناشطة متحدث متحدثة ناطق سفير سفيرة مبعوث
    مبعوثة طالب طالبة طبيب طبيبة معلم معلمة سيناتور سناتور حاج حاجة مدعو مدعوة مستشار مستشارة رفيق زميل
""")
_KIN = _words("""
    يدعى تدعى اسمه اسمها أبو أبي أبا ابن ابنة بن بنت زوجته زوجها شقيقه شقيقها شقيقته نجله ابنه ابنها ابنته والده والدته
""")
_GIVEN = _words("""
    محمد أحمد محمود مصطفى إبراهيم إسماعيل يوسف يونس موسى عيسى داود سليمان حسين عبدالله عبدالرحمن عثمان بلال ياسر ياسين وليد
    طارق فاطمة خديجة عائشة مريم زينب سارة ليلى هند سعاد نادية نبيل سمير رامي زياد أيمن أسامة عمرو خالد جورج ميشال إلياس بيار
    دونالد جون جو باراك فلاديمير إيمانويل أنطونيو بشار صدام معمر
""")
_SPEECH = _words("""
    قال قالت يقول تقول أكد أكدت يؤكد أضاف أضافت صرح صرحت أوضح أوضحت أفاد أفادت شدد شددت اعتبر اعتبرت حذر حذرت نفى نفت أشار أشارت
    لفت لفتت تابع تابعت غرد غردت علق علقت ختم أردف استطرد
""")
_PLACES = _words("""
    مدينة بلدة قرية محافظة ولاية إقليم دولة جمهورية مملكة إمارة سلطنة العاصمة مخيم ميناء مطار قضاء حي منطقة بلدية ضاحية جزيرة
    ناحية مرفأ مهرجان بحيرة شمال جنوب شرق غرب شمالي جنوبي شرقي غربي
""")
_BODIES = _words("""
    حركة حزب جماعة تنظيم منظمة قناة شبكة شركة صحيفة وكالة نادي كتائب ميليشيا مجموعة هيئة جبهة تيار مؤسسة جمعية مجلة
""")

OF_KIND = {
    "person": Cues(frozenset(), _SPEECH | _GIVEN | _KIN, _GIVEN | _words("بن بنت ابن"), _TITLES),
    "place": Cues(_PLACES, _words("في إلى من أعلنت قالت أكدت دعت رفضت استعادت غادر زار وصل")),
    "organisation": Cues(_BODIES),
    "month": Cues(
        _words("شهر"),
        _words("في من إلى منذ حتى خلال بداية نهاية منتصف مطلع أوائل أواخر أول آخر قبل بعد بين"),
        _words("الماضي الجاري الحالي المقبل القادم المنصرم الفائت"),
    ),
}
ANY = Cues(_PLACES | _BODIES, _SPEECH | _GIVEN | _KIN, _GIVEN, _TITLES)
"""For terms of another type, or of none."""
TIMES = _words("""
    العام السنة الشهر الأسبوع اليوم الليلة الأمس السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة الماضي المقبل الجاري
""")
"""Words with the article that say when, and so go with no noun before them: في مالي العام الماضي."""
COMPOUND = _words("الدين الله الإسلام الزمان الرحمن")
"""Second halves of names: نور الدين is not نور."""
