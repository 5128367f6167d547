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
        let metadata = event.metadata.map { self.metadata.merging($0) { $1 } } ?? self.metadata
        let fields = metadata.map { ($0.key, $0.value.description) }.sorted { $0.0 < $1.0 }
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

    private func json(_ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("@timestamp", self.now().description)
            writer.member("log.level", level.rawValue)
            writer.member("message", message)
            writer.member("log.logger", self.label)
            for (name, value) in fields { writer.member(name, value) }
        }
        return writer.bytes
    }

    private func text(_ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> [UInt8] {
        let details = fields.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
        return Array("\(self.now()) \(level.rawValue.uppercased()) \(message) \(details)".utf8)
    }
}
