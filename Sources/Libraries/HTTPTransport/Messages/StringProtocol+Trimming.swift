extension StringProtocol {
    /// Without white space and line ends at both ends.
    package func trimmingWhitespace() -> String {
        // Plain text has no characters of several bytes to be put together.
        let ends = [self.unicodeScalars.first, self.unicodeScalars.last]
        if ends.allSatisfy({ $0.map { (0x21...0x7E).contains($0.value) } ?? true }) { return String(self) }
        guard let first = self.firstIndex(where: { !$0.isWhitespace }),
            let last = self.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
