extension FeedPosition {
    /// The place as clients keep it: opaque, 1 to 50 characters of `0-9`, `a-f` and `-`; so no word
    /// that means a place is one.
    public var text: String {
        if self.job == 0, self.event == 0 { return String(self.commit, radix: 16) }
        return [self.commit, self.job, self.event].map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// Reads a place that ``text`` wrote; nil where it is none.
    public init?(text: String) {
        guard text.utf8.count <= 50 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0, radix: 16) }
        let numbers = parts.compactMap { $0 }.filter { $0 >= 0 }
        guard numbers.count == parts.count, numbers.count == 1 || numbers.count == 3 else { return nil }
        self.init(
            commit: numbers[0],
            job: numbers.count == 3 ? numbers[1] : 0,
            event: numbers.count == 3 ? numbers[2] : 0
        )
        // The parser also takes signs, capitals and leading zeros; one place has one text.
        guard self.text == text else { return nil }
    }
}
