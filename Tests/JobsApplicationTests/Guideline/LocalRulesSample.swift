/// Small documents for the local rules.
enum LocalRulesSample {
    static let english = """
        # Workshop rules

        These rules apply to everybody who uses the workshop of the school. The workshop is open on weekdays.

        ## Machines

        - You must wear goggles at all machines.
        - Don’t leave running machines alone.
        - Under no circumstances may guards be removed.
        - The lathe may be used by two persons.
        - You should clean the bench before you leave.

        ## Keys

        Keys are kept in the office. Never lend your key to anybody. Lost keys must be reported within one hour,
        even if they are found again. You do not have to sign for spare keys.
        """

    static let regulation = """
        도서관 이용 규정

        제1조(목적) 이 규정은 도서관의 이용에 필요한 사항을 정한다.

        제2조(출입) ① 이용자는 출입증을 지녀야 한다. ② 음식물을 가지고 들어와서는 아니 된다. ③ 어린이는 보호자와 함께 들어올 수 있다.

        제3조(대출) ① 책은 한 번에 다섯 권까지 빌릴 수 있다. ② 빌린 책은 2주 안에 반납하여야 한다. 다만, 예약이 없으면 한 번 연장할 수 있다. ③ 책에 줄을 긋지 말 것.

        제4조(금지 행위) 이용자는 다음 각 호의 행위를 하여서는 아니 된다.
        1. 자리를 오래 비워 두는 행위
        2. 다른 사람의 출입증을 쓰는 행위

        제5조(권장) 책을 읽은 뒤에는 제자리에 두는 것이 좋다.
        """
}
