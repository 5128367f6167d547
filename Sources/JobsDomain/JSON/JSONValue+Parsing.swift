extension JSONValue {
    /// How deep arrays and objects may nest where nothing else is said.
    public static let defaultMaximumDepth = 64

    /// Reads one JSON document.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, without a byte order mark.
    ///   - maximumDepth: how deep arrays and objects may nest.
    ///   - maximumValues: how many values there may be, those within others counted too: a value takes some
    ///     thirty times the memory of the two bytes that it may be written with.
    /// - Throws: ``JSONSyntaxError`` with the byte offset of the first mistake.
    public init(
        parsing bytes: [UInt8],
        maximumDepth: Int = JSONValue.defaultMaximumDepth,
        maximumValues: Int = .max
    ) throws(JSONSyntaxError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(JSONSyntaxError) in
            var parser = JSONParser(buffer, maximumDepth: maximumDepth, maximumValues: maximumValues)
            return try parser.parseDocument()
        }
    }

    /// Reads one JSON document from text.
    ///
    /// - Throws: ``JSONSyntaxError`` with the byte offset of the first mistake.
    public init(parsing text: String) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8))
    }
}
