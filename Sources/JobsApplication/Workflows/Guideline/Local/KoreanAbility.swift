/// Tells what "-ㄹ 수 없다" and "-지 못한다" say: a ban ("출품작은 반출할 수 없다") or an inability
/// ("파일을 열 수 없다"). In doubt neither, because a ban that is none misleads.
enum KoreanAbility {
    /// Whether the words that end in the pattern at a place forbid.
    static func forbids(_ text: [Unicode.Scalar], from start: Int) -> Bool {
        var lower = start
        while lower > 0, text[lower - 1].isWordLike { lower -= 1 }
        let isPossibility = Hangul.final(of: text[start]) == 8
        var verb = Array(text[lower..<(isPossibility ? start + 1 : start)])
        guard let last = verb.last else { return false }
        // 할 → 하, 열 → 여: both forms are compared without the final.
        if isPossibility { verb[verb.count - 1] = Hangul.replacingFinal(of: last, by: 0) }
        // "야영을 할 수 없다": the noun stands apart.
        if verb == ["하"] {
            let noun = text[..<lower].split(separator: " ").last?.dropLast() ?? []
            verb = noun + verb
        }
        // What is done to a thing fails by itself.
        if verb.count > 1, verb.last == "되" || verb.last == "지" { return false }
        if self.inabilities.contain(verb) || verb.starts(with: self.denial) { return false }
        let before = KoreanWords(text[..<lower])
        let hasSource =
            before.words.contains { word in self.sources.contains { word.starts(with: $0) } }
            || self.occurs(self.unjustified, in: text[..<lower])
        // "받지 않고서는 쓸 수 없다" demands as much as it forbids, and may only tell what follows.
        if !hasSource, before.words.suffix(5).contains(where: self.omissions.end) { return false }
        if hasSource || self.occurs(self.exceptions, in: text[..<lower]) { return true }
        if let place = before.words.firstIndex(where: self.besides.end), place > 0,
            KoreanWords.isPerson(before.words[place - 1])
        {
            return true
        }
        // Honorifics speak to the reader, who is told what not to do.
        if isPossibility, verb.count > 1, verb.last == "시", verb[verb.count - 2] != "표" { return true }
        return self.acts.contain(verb) || before.havePersonTopic
    }

    private static func occurs(_ runs: [[Unicode.Scalar]], in text: ArraySlice<Unicode.Scalar>) -> Bool {
        runs.contains { run in text.indices.contains { text[$0...].starts(with: run) } }
    }

    /// "… 경우가 아니면 처리하지 못한다", "관리자 외에는 바꿀 수 없다": whoever makes exceptions makes a rule.
    private static let exceptions = ["경우가 아니면", "경우를 제외하고", "때를 제외하고"].map { Array($0.unicodeScalars) }
    private static let besides = KoreanEndings("외에는")
    private static let unjustified = ["정당한 사유 없", "정당한 사유가 없", "정당한 이유 없", "정당한 이유가 없"].map {
        Array($0.unicodeScalars)
    }
    /// What lets and forbids: "법령에 근거하지 아니하고는 수집하지 못한다".
    private static let sources = ["법령", "법률"].map { Array($0.unicodeScalars) }
    private static let omissions = KoreanEndings("않으면 아니하면 않고는 않고서는 아니하고는 못하면 없으면")
    private static let denial = Array("않".unicodeScalars)

    /// Verbs whose failure is a fact.
    private static let inabilities = KoreanEndings(
        """
        아 알 보 여 찾으 찾 읽으 읽 막으 막 이해하 확인하 복구하 복호화하 예측하 측정하 판단하 설명하 피하 되돌리 견디 탐지하 표현하
        보장하 재현하 감지하 검출하 도달하 인식하 식별하 해석하 믿으 느끼 들으 이기 버티 기다리 기억하 상상하 짐작하 추정하 단정하
        부인하 장담하 아시 찾으시 움직이 작동하 실행하 삼키 씹 말하 호흡하 따라가 자 걷 서 일어나 잇 얻으 발견하 완수하 감당하 미치 갖추 채우 충족하 해당하 속하 따르 그러 어쩌
        """
    )
    /// Verbs of acts that rules forbid.
    private static let acts = KoreanEndings(
        """
        들어가 들어오 출입하 입장하 입실하 퇴실하 신청하 양도하 대여하 빌리 빌려주 반출하 반입하 가져가 가져오 적으 적 내 비치하
        겸하 겸직하 요구하 거부하 묻 물으 무르 응시하 공개하 제공하 판매하 촬영하 먹으 먹 마시 주차하 동반하 데려오 전용하 위임하
        두 섞으 청구하 초과하 이월하 누설하 이용하게 전가하 강요하 차별하 해고하 사용하게 처벌하 징수하 부과하 설치하 철거하
        변경하 참여하 참가하 투표하 겸임하 재사용하 복제하 배포하 전재하 게시하 등록하 벗으 쓰게 훼손하 옮기 맡기 담그 버리 꺼내
        지니 들이 착용하 휴대하 소지하 개설하 대신하 대리하 위탁하 하도급하 재위탁하 승차하 탑승하 피우 누르 만지 나가
        이탈하 퇴장하 지급하 집행하 소급하 제한하 박탈하 취소하 철회하 매각하 이전하 병합하 구입하 구매하 근무시키 배치하 야영하 수영하 취사하 낚시하 흡연하 주정차하 면회하 외출하 외박하 적용하 커밋하
        푸시하 진열하 전시하 유통하 수출하 수입하 제조하 광고하 모집하 채용하 고용하 임명하 선임하 중개하 알선하 임대하 전대하 영업하
        거래하 매매하 수강하 승계하 포획하 채취하 벌채하 사육하 매립하 방류하 증축하 숙박하
        """
    )
}
