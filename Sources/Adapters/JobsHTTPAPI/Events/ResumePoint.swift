import HTTPTypes
import Hummingbird
import JobsApplication

extension HTTPField.Name {
    static let lastEventID = Self.constant("Last-Event-ID")
}

/// The last event that a client says it has.
///
/// The header wins: a browser that reconnects sends it to an address that still has the parameters of the beginning.
/// What is no event of ours means the start, as the standard for server-sent events would have a client's garbage
/// ignored; nothing is lost by it.
struct ResumePoint: Equatable {
    let text: String?

    init(_ headers: HTTPFields, _ parameters: Parameters) {
        let values = [
            headers[.lastEventID], parameters["last_event_id"].map(String.init),
            parameters["starting_after"].map(String.init), parameters["cursor"].map(String.init),
        ]
        self.text = values.compactMap { $0 }.first { !$0.isEmpty }
    }

    init(text: String?) {
        self.text = text
    }

    /// The number of an event of a job that has so many; 0 for the start.
    func number(upTo last: Int) -> Int {
        guard let text, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), number <= last
        else { return 0 }
        return number
    }

    /// Whether the client has everything and wants only what comes from now on.
    var isLatest: Bool { self.text == "latest" }

    /// A place in the stream of all jobs.
    var position: FeedPosition { self.text.flatMap(FeedPosition.init(text:)) ?? .start }
}
