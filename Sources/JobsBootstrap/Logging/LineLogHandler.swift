import Glibc
import JobsDomain
import Logging
import Synchronization

/// Writes one line a message to standard output: a JSON object, or text for people.
struct LineLogHandler: LogHandler {
    /// Lines of several threads do not mix.
    private static let output = Mutex(())

    let label: String
    let format: AvoConfiguration.LogFormat
    let now: @Sendable () -> Timestamp
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = self.metadata(with: event.metadata).sorted { $0.key < $1.key }
        var line: [UInt8] =
            switch self.format {
            case .json: self.json(event.level, event.message.description, fields)
            case .text: self.text(event.level, event.message.description, fields)
            }
        line.append(UInt8(ascii: "\n"))
        Self.output.withLock { _ in
            _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        }
    }

    private func metadata(with own: Logger.Metadata?) -> Logger.Metadata {
        guard let own, !own.isEmpty else { return self.metadata }
        return self.metadata.isEmpty ? own : self.metadata.merging(own) { $1 }
    }

    private func json(
        _ level: Logger.Level,
        _ message: String,
        _ fields: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 640)
        writer.object { writer in
            writer.member("@timestamp", self.now().description)
            writer.member("log.level", level.rawValue)
            writer.member("message", message)
            writer.member("log.logger", self.label)
            for (name, value) in fields {
                switch value {
                // Numbers stay numbers, so that whoever reads the lines can add them up.
                case .stringConvertible(let number as Int): writer.member(name, number)
                case .stringConvertible(let number as Double): writer.member(name, .number(number.description))
                case .string(let text): writer.member(name, text)
                default: writer.member(name, value.description)
                }
            }
        }
        return writer.bytes
    }

    private func text(
        _ level: Logger.Level,
        _ message: String,
        _ fields: [(key: String, value: Logger.MetadataValue)]
    ) -> [UInt8] {
        let details = fields.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return Self.harmless("\(self.now()) \(level.rawValue.uppercased()) \(message) \(details)")
    }

    /// Control characters are shown instead of being obeyed: what a client sends must not begin a line of its own or
    /// move a terminal's cursor. JSON has its own way to do so.
    static func harmless(_ line: String) -> [UInt8] {
        guard line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            return Array(line.utf8)
        }
        var shown = ""
        for scalar in line.unicodeScalars {
            if scalar.properties.generalCategory == .control {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return Array(shown.utf8)
    }
}
