/// Tells instructions in the indicative ("장갑은 노란 통에 버린다", "두 약을 섞지 않는다") from statements of
/// fact. Rule books are written so; what tells them apart is who acts: somebody bound by the rules or
/// nobody named at all, but not a company, a machine or a named third party.
enum KoreanInstruction {
    static func classify(_ text: [Unicode.Scalar]) -> SentenceClass? {
        let words = KoreanWords(self.withoutClosingBracket(text)).words
        guard let predicate = KoreanVerbs.predicate(of: words), predicate.start > 0 else { return nil }
        let before = words[..<predicate.start]
        guard !before.contains(where: { self.habits.contains(Array($0)) }) else { return nil }
        guard !predicate.isNegative || !before.contains(where: self.released.end) else { return nil }
        let isOmission = KoreanRules.omissions.contains { words[predicate.start].starts(with: $0) }
        let result: SentenceClass =
            predicate.isNegative ? (isOmission ? .doubleNegative : .prohibition) : isOmission ? .plain : .obligation
        let topics = before.indices.filter { KoreanWords.topic(before[$0]) != nil }
        let names = topics.compactMap { KoreanWords.topic(before[$0]) }
        guard !names.contains(where: self.actors.end) else { return nil }
        guard !before.contains(where: self.programs.end) else { return nil }
        let condition = before.lastIndex(where: self.isCondition)
        let clause = before[(max(condition ?? -1, topics.last ?? -1) + 1)...]
        guard !clause.indices.contains(where: { self.isSubject($0, of: clause) }) else { return nil }
        if names.contains(where: KoreanWords.isPerson) { return result }
        // "원서는 입학처에서 접수한다": the office acts.
        guard predicate.isHandling, !before.contains(where: self.offices.end) else { return nil }
        let hasObject = clause.contains(where: self.objects.end)
        // "승강기는 3층에서 정지하지 않는다": a thing that moves is spoken of, not one that is handled.
        if !topics.isEmpty { return hasObject || predicate.isMoving ? nil : result }
        guard !predicate.isMoving || !before.contains(where: self.unclearTopics.end) else { return nil }
        let hasPlace = predicate.isNegative && before.contains(where: self.places.end)
        return hasObject || condition != nil || hasPlace ? result : nil
    }

    private static func withoutClosingBracket(_ text: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
        guard text.last == ")", let opening = text.lastIndex(of: "("), opening > 0 else { return text[...] }
        return text[..<opening]
    }

    /// "업체가", "기계가": a subject of its own. Adverbs in -이 are none, and in "혈액이 묻은 거즈" it only
    /// describes a thing.
    private static func isSubject(_ index: Int, of clause: ArraySlice<KoreanWords.Word>) -> Bool {
        let word = clause[index]
        guard word.count > 1, self.subjects.end(word), !self.adverbs.end(word) else { return false }
        return index + 1 >= clause.endIndex || !self.describing.end(clause[index + 1])
    }

    private static let describing = KoreanEndings("있는 없는 하는 되는 한 된 은 진 난")
    private static let subjects = KoreanEndings("이 가 께서")
    private static let objects = KoreanEndings("을 를")
    private static let places = KoreanEndings("에는 에서는 에서")
    private static let adverbs = KoreanEndings(
        "같이 없이 깊이 높이 많이 일일이 깨끗이 틈틈이 빠짐없이 반드시 가까이 꼼꼼히 천천히 나란히 낱낱이 촘촘히 겹겹이 번갈아가 추가 길이"
    )
    /// Adverbs of what usually is or happens by itself.
    private static let habits: Set<[Unicode.Scalar]> = Set(
        """
        보통 대개 대부분 주로 흔히 일반적으로 통상 종종 자주 가끔 때때로 자동으로 일괄 해마다 점점 이미 여전히 현재 대체로 평균 거의 저절로
        주말마다 예전에는 요즘 요즘은 최근
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.unicodeScalars) }
    )
    /// Those who act but are not bound by the rules.
    private static let actors = KoreanEndings(
        """
        회사 당사 우리 저희 시스템 서버 프로그램 라이브러리 파서 함수 장치 기기 펌프 센서 앱 서비스 학교 병원 대학 정부 그 그녀 그들
        협회 은행 도구 명령 옵션 모듈 컴파일러 엔진 로봇 기계 장비 소프트웨어 플랫폼 사이트 누리집 클라우드 재단 공단 공사 조항 규정 조
        """
    )
    private static let offices = KoreanEndings(
        """
        처에서 과에서 부에서 팀에서 청에서 회사에서 업체에서 센터에서 국에서 위원회에서 부서에서 협회에서
        관리실에서 경비실에서 행정실에서 사무실에서 관제실에서 안내소에서 사무소에서 안내대에서
        본부에서 본사에서
        """
    )
    /// What is not done to bans and lists releases or describes: "신고 대상에 들지 않는다", "찍는 것을 막지 않는다".
    private static let released = KoreanEndings(
        """
        대상에 대상은 대상이 범위에 사항에 것을 것은 것까지 금지를 제한을
        위약금을 수수료를 요금을 과태료를 벌금을 이자를 책임을 세금을 불이익을 비용을
        """
    )
    /// Subjects that go on to act by themselves: "도구가 이상을 감지하면 알림을 보낸다".
    private static let programs = KoreanEndings(
        "시스템이 서버가 프로그램이 도구가 앱이 서비스가 모듈이 엔진이 함수가 컴파일러가 소프트웨어가 플랫폼이 봇이 스크립트가 제어기가 센서가"
    )

    /// Endings of verbs that are also ends of nouns with their particle: "승강기는".
    private static let unclearTopics = KoreanEndings("기는 리는 우는 오는 지는")

    private static func isCondition(_ word: KoreanWords.Word) -> Bool {
        self.times.contain(word) || self.conditions.end(word) && !self.faces.end(word)
    }

    /// Whole words only: "이전", "안전" and "오후" are none. Longer ones may also end a word.
    private static let times = KoreanEndings("전 후 뒤 다음 때 때는 때에는 때에 때마다 직후 이후")
    private static let conditions = KoreanEndings(
        """
        면 경우 경우에는 경우에 경우엔 후에 후에는 뒤에 뒤에는 전에 전에는 동안 동안에는 중에는
        중에 시에는 시에 동시에 즉시 까지 이전에
        """
    )
    private static let faces = KoreanEndings("화면 측면 반면 표면 벽면 전면 도면 서면 대면 지면 단면")
}
