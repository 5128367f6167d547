/// Verbs by which Korean instructions say what to do, as data, and their stems.
enum KoreanVerbs {
    /// Native verbs of handling things.
    private static let native = KoreanEndings(
        """
        쓰 두 놓 넣 꺼내 버리 먹 마시 만지 열 닫 켜 끄 옮기 섞 붓 씻 닦 담 남기 뽑 떼 자르 대 걸 싣 올리 내리 세우 주 받 내 적
        붙이 막 잠그 풀 묶 덮 비우 채우 빼 끼우 갈 바꾸 고르 모으 쌓 치우 밀 당기 들 메 신 입 벗 지키 따르 알리 밝히 맡기
        돌리 돌려놓 되돌리 거치 헹구 말리 식히 데우 끓이 익히 얼리 녹이 썰 뿌리 바르 누르 젓 흔들 재 달 살피 멈추 기다리 숨기
        건네 넘기 보내 나가 들어가 내려놓 씌우 쥐 잡 찍 고치 눕히 일으키 돕 부르 문지르 감 조이 늦추 줄이 늘리 높이 낮추 맞추
        돌보 지우 덧붙이 가리 갖추 지니 가져오 가져가 데려오 들여오 들이 드나들 빌려주 다루 뛰 앉 눕 기대 만들 짓 심 꽂 빠뜨리
        던지 들여다보 보여주 내보내 들여보내 건드리 흘리 태우 깨 찢 오르 타 매달 매 조심하 잊 거르 피우 찾 물 뚫
        """
    )
    /// Nouns that 하다 makes verbs of handling; instructions even where nobody is named.
    private static let handling = KoreanEndings(
        """
        사용 이용 보관 기록 제출 폐기 착용 확인 점검 세척 소독 분리 작성 보고 반납 부착 차단 중지 중단 대피 신고 게시 등록 접속
        배포 병합 커밋 공유 전달 저장 복사 촬영 방치 재사용 반출 반입 출입 입장 입실 퇴실 주차 투여 주사 처방 검토 교체 교환 청소
        정리 정돈 정비 밀봉 밀폐 환기 냉각 가열 희석 혼합 측정 계량 기입 기재 표시 표기 첨부 보존 비치 설치 해체 제거 삭제 수정
        변경 갱신 추가 입력 회신 답변 협의 상의 문의 신청 예약 반환 정산 납부 구매 주문 검수 인계 준수 이행 유지 감시 관찰 대기
        호출 연락 서명 날인 봉인 격리 이송 이동 운반 적재 고정 결박 연결 해제 분해 조립 조정 설정 재부팅 종료 정지 보호 처치 채혈
        재확인 대조 검사 검증 시험 테스트 백업 암호화 로그아웃 파기 소각 배출 회수 조치 대응 참석 출석 지참 휴대 소지 동행 동반
        준비 수립 지정 선임 고지 열람 양도 대여 진열 조리 보온 해동 냉동 냉장 건조 포장 분류 배치 정렬 개봉 투입 주입 섭취
        복용 도포 생략 누락 살균 멸균 환복 정숙 주의 유의 협조 서행 정차 하차 탑승 우회 소등 점등 결재 통지 압박 세탁 헹굼 절단 용접 흡연
        취식 조작 가동 개방 폐쇄 잠금 누설 발설 유출 인용 채취 접근 방문 결석 지각 퇴근 작업 조정 차별 수령 겸직 남용
        """
    )
    /// Nouns that 하다 makes verbs of running a house: instructions only to somebody who is named.
    private static let running = KoreanEndings(
        """
        지급 접수 발급 발송 제공 시행 실시 처리 심사 평가 공지 통보 안내 수거 관리 수집 활용 감독 교육 훈련 승인 위탁 위임 판매
        청구 환급 공개 공표 전송 응답 계산 연장 취소 철거 수리 인수 요청 동의 운영 개최 배정 임명 채용 상담 진행 조사 열거 거부
        """
    )

    /// What the last words of an instruction say.
    struct Predicate: Sendable, Equatable {
        /// Where the words before it end.
        let start: Int
        let isNegative: Bool
        /// Whether it instructs even where nobody is named.
        let isHandling: Bool
        /// Whether the verb takes no object, so that a thing that is the topic is what moves.
        var isMoving = false
    }

    /// Native verbs and nouns of moving or being somewhere.
    private static let moving = KoreanEndings("들 나가 들어가 드나들 뛰 앉 눕 오르 멈추 기다리 돕 막 말리")
    private static let movements = KoreanEndings(
        "접근 접속 대기 이동 정지 종료 대응 협조 참석 출석 결석 지각 퇴근 서행 정차 동행 출입 입장 입실 퇴실 하차 탑승 대피"
    )

    private static let denials = KoreanEndings("않는다 않습니다 아니한다 않음 아니함 않아요")

    /// The predicate at the end of a sentence, where it is one of a present act.
    static func predicate(of words: [KoreanWords.Word]) -> Predicate? {
        guard let last = words.last else { return nil }
        guard self.denials.end(last) else {
            return self.predicate(stems: self.stems(of: last), words, place: words.count - 1, isNegative: false)
        }
        guard words.count > 1 else { return nil }
        // "두지 않는다", "두지는 않는다".
        var verb = words[words.count - 2]
        if let end = verb.last, end == "는" || end == "도" { verb = verb.dropLast() }
        guard verb.last == "지" else { return nil }
        return self.predicate(stems: [Array(verb.dropLast())], words, place: words.count - 2, isNegative: true)
    }

    private static func predicate(
        stems: [[Unicode.Scalar]],
        _ words: [KoreanWords.Word],
        place: Int,
        isNegative: Bool
    ) -> Predicate? {
        for stem in stems {
            if self.native.contain(stem) {
                let isMoving = self.moving.contain(stem)
                return Predicate(start: place, isNegative: isNegative, isHandling: true, isMoving: isMoving)
            }
            guard stem.last == "하" else { continue }
            var noun = stem[...].dropLast()
            // "청소를 한다": the noun stands apart.
            if noun.isEmpty, place > 0, let particle = words[place - 1].last, particle == "을" || particle == "를" {
                noun = words[place - 1].dropLast()
            }
            if self.handling.end(noun) {
                let isMoving = self.movements.end(noun)
                return Predicate(start: place, isNegative: isNegative, isHandling: true, isMoving: isMoving)
            }
            if self.running.end(noun) { return Predicate(start: place, isNegative: isNegative, isHandling: false) }
        }
        return nil
    }

    /// Possible stems of a verb in the present: 붓는다 → 붓, 기록합니다 → 기록하, 연다 → 여 or 열.
    private static func stems(of word: KoreanWords.Word) -> [[Unicode.Scalar]] {
        let scalars = Array(word)
        let isFormal = scalars.suffix(2).elementsEqual("니다".unicodeScalars)
        if scalars.suffix(2).elementsEqual("는다".unicodeScalars) { return [scalars.dropLast(2)] }
        if isFormal, scalars.count > 3, scalars[scalars.count - 3] == "습" { return [scalars.dropLast(3)] }
        let isPlain = scalars.last == "다"
        let place = scalars.count - (isFormal ? 3 : isPlain ? 2 : 1)
        let final: UInt32 = isFormal ? 17 : isPlain ? 4 : 16
        guard place >= 0, Hangul.final(of: scalars[place]) == final else { return [] }
        return [0, 8].map { Array(scalars[..<place]) + [Hangul.replacingFinal(of: scalars[place], by: $0)] }
    }
}
