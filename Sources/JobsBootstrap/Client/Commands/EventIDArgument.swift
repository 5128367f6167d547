import ArgumentParser
import JobsDomain

/// Reads an `event_id` of the command line.
enum EventIDArgument {
    static let help = ArgumentHelp("The job, as submit has printed it.", valueName: "event-id")

    @Sendable
    static func parse(_ text: String) throws -> JobID {
        guard let id = JobID(text: text) else { throw ValidationError("an event_id is a UUID") }
        return id
    }
}
