import JobsApplication
import JobsDomain

/// A ticket as a member of its queue's sorted set: `<job id>:<sequence>`.
enum TicketMember {
    static func encode(_ ticket: JobTicket) -> [UInt8] {
        Array("\(ticket.job):\(ticket.sequence)".utf8)
    }

    /// Nil where the member is none of ours.
    static func decode(_ bytes: [UInt8], queue: String) -> JobTicket? {
        let text = String(decoding: bytes, as: UTF8.self)
        let id = text.prefix { $0 != ":" }
        guard let job = JobID(text: String(id)), let sequence = Int64(text[id.endIndex...].dropFirst()) else {
            return nil
        }
        let ticket = JobTicket(job: job, sequence: sequence, queue: queue)
        // There are other spellings of the same number.
        return Self.encode(ticket) == bytes ? ticket : nil
    }
}
