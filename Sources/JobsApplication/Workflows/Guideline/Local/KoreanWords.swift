/// The words of a Korean sentence, with what their particles say of them.
struct KoreanWords: Sendable {
    typealias Word = ArraySlice<Unicode.Scalar>

    let words: [Word]

    init(_ text: ArraySlice<Unicode.Scalar>) {
        self.words = text.split { !$0.isWordLike && $0 != MatchText.placeholder && $0 != "%" }
    }

    /// Whether somebody is spoken of as the one who acts: "이용자는", "신청하신 분은".
    var havePersonTopic: Bool {
        self.words.contains { Self.topic($0).map(Self.isPerson) ?? false }
    }

    /// The noun of a topic ("폐액은" → "폐액"); nil for other words and for "에서는" and the like.
    static func topic(_ word: Word) -> Word? {
        guard let last = word.last, last == "은" || last == "는", word.count > 1 else { return nil }
        let noun = word.dropLast()
        // Latin names and numbers take either.
        guard let before = noun.last, let final = Hangul.final(of: before) else { return noun }
        // "넘는", "먹는": after a consonant the particle would be "은".
        if (final == 0) != (last == "는") { return nil }
        return Self.adverbials.end(word) ? nil : noun
    }

    static func isPerson(_ noun: Word) -> Bool { Self.persons.end(noun) && !Self.notPersons.end(noun) }

    /// Topics that name no doer, and verbs before a noun, which look like topics.
    private static let adverbials = KoreanEndings(
        """
        에는 에서는 에게는 으로는 로는 까지는 부터는 때는 후에는 전에는 시에는 중에는 와는 과는 만은 경우는 이후는 이전은
        하는 되는 있는 없는 않는 시키는 지는 리는 기는 우는 치는 오는 가는 주는 두는 내는 쓰는 보는 나는 켜는 받은 않은 많은
        높은 낮은 같은 작은 좋은 남은 적은 넣은 씻은 담은 묻은 붙은 젖은 닦은 늦은 짧은 넓은 좁은 얇은 깊은 동안은 또는
        """
    )
    private static let persons = KoreanEndings(
        """
        자 직원 회원 임원 연구원 조합원 구성원 종업원 승무원 요원 의원 위원 공무원 안내원 점원 교직원 팀원 신청인 대리인 본인
        임차인 임대인 청구인 매수인 매도인 법인 피보험인 보증인 개인 관리인 발주인 수급인 도급인 대표인 면접관 감독관 심사관
        입학사정관 담당관 조사관 학생 수험생 실습생 연구생 훈련생 유학생 원생 졸업생 재학생 간호사 의사 약사 교사 강사 조리사
        영양사 치료사 변호사 방사선사 임상병리사 운전사 조종사 요양보호사 세무사 수의사 팀장 부서장 위원장 원장 소장 반장 총장
        학장 과장 부장 실장 국장 본부장 센터장 기관장 단체장 반장 조장 시장 군수 구청장 도지사 장관 사람 분 누구 사업주 승객 이용객
        방문객 관람객 투숙객 고객 손님 학부모 보호자 입주민 주민 세입자 환자 임직원 기사 인력 부서 담당 담당자 측 행정청 관청
        위원회 사업자 업체 협력사 시공사 수탁사 운전원 조리원 경비원 미화원 상담원 판매원 감시원 검수원 배달원 선원 대원 부원 단원 수습생 인턴 관계자 가족 부모 여러분 모두 당사자 전원 교수 인솔
        코치 조교 선수 심판
        이사 교원 의료인 상인 군인 외국인 세대주 건물주 소유주 고용주 어린이 청소년 미성년 스태프 매니저
        메인테이너 기여자 리뷰어 개발자 팀 조원 당직
        """
    )
    private static let notPersons = KoreanEndings(
        """
        글자 숫자 상자 의자 전자 문자 이자 투자 과자 모자 격자 판자 원자 분자 입자 양자 단자 소자 인자 정자 적자 흑자 한자 회사 당사
        부분 성분 수분 처분 구분 충분 염분 양분 지분 신분 기분 화분 당분 등분 대부분 상당부분 여분 초인원 제도측 예측 관측 실측 추측
        스팀 원인 승인 확인 할인 요인 증인란 개인정보 주의사 환자식
        """
    )
}
