import Testing

@testable import JobsApplication

@Suite("Which way Korean sentences demand")
struct KoreanPolarityTests {
    @Test(arguments: Self.sentences)
    func classifies(expected: SentenceClass, sentence: String) {
        #expect(ObligationClassifier.classify(MatchText(of: sentence)) == expected)
    }

    /// Sentences in which a negation stands near the predicate; the sentences are our own.
    private static let sentences: [(SentenceClass, String)] = [
        (.prohibition, "시료를 맨손으로 집으시면 곤란합니다."),
        (.prohibition, "관측 자료를 고쳐 쓰는 일은 없어야 한다."),
        (.prohibition, "어린아이를 차에 혼자 두는 것은 안 될 일이다."),
        (.prohibition, "고객의 비밀을 남에게 흘리는 일은 있을 수 없다."),
        (.prohibition, "직원은 업무상 비밀을 누설하지 아니할 의무를 진다."),
        (.prohibition, "회의실에서의 취식은 금지를 원칙으로 한다."),
        (.prohibition, "공용 냉장고에 이름 없는 음식을 넣지 말아 주세요."),
        (.prohibition, "문서를 밖으로 가지고 나가서는 안 되며, 이를 어기면 경위서를 내야 한다."),
        (.prohibition, "통로는 비워 두어야 하고 어떤 물건도 쌓아서는 안 된다."),
        (.prohibition, "법률에 정한 경우를 제외하고는 위원을 해임하지 못한다."),
        (.obligation, "출입증을 목에 걸어야 하며, 없으면 입장할 수 없다."),
        (.obligation, "작업장 바닥이 젖지 않도록 물받이를 받쳐 두어야 한다."),
        (.obligation, "산소 농도에 이상이 없음을 확인한 뒤에 들어가야 한다."),
        (.obligation, "보안경 착용은 선택이 아닙니다."),
        (.doubleNegative, "빗길에서는 속도를 줄이지 않으면 안 된다."),
        (.negatedObligation, "리뷰 도중에 순서를 바꾸는 것을 막지는 않습니다."),
        (.negatedObligation, "모두가 참석해야 하는 것은 아니에요."),
        (.obligation, "작업이 끝난 자리에는 먼지가 남지 않게 해야 한다."),
        (.ambiguous, "이음매에 기름이 묻지 않도록 합니다."),
        (.ambiguous, "요금은 매달 말일에 내되, 휴업한 달은 예외로 한다."),
        (.ambiguous, "출입 기록은 손으로 적되, 정전이 길어지는 날은 제외한다."),
        // Left out: the clauses speak against each other, or only give a reason.
        (.ambiguous, "복도에서 뛰지 않도록 하고 시간을 지키십시오."),
        (.ambiguous, "검사를 받지 않고서는 사용할 수 없다."),
        (.ambiguous, "심사를 거쳐야 하므로 결과가 나오기까지 두 주가 걸린다."),
        (.ambiguous, "지정된 장소에서만 피울 수 있다."),
        (.plain, "담당자는 그 사실을 미리 알렸어야 한다."),
        (.plain, "이 프로세스는 디스크에 접근하지 않는다."),
    ]
}
