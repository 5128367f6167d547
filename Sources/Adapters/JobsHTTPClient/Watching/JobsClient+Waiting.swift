import HTTPTransport
public import JobsDomain

extension JobsClient {
    /// As long as a server may hold an answer back (`Prefer: wait`), and how much longer that may take on the way.
    private static let hold = 50
    private static let holdGrace = 25
    private static let firstPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(2)

    /// Waits until a job has ended, however long that takes, and returns it.
    public func ended(_ id: JobID) async throws(JobsClientError) -> RemoteJob {
        var call = Call(.get, "/api/jobs/\(id)")
        call.headers = [HTTPHeader("Prefer", "wait=\(Self.hold)")]
        call.timeout = .seconds(Self.hold + Self.holdGrace)
        var pause = Self.firstPause
        while true {
            let response = try await self.answer(call, self.reconnects)
            let job = try RemoteJob(try JSONValue(answer: response.body))
            if job.status.isEnded { return job }
            // Who held the answer back may be asked again at once; who did not is asked now and then.
            if response.headers.first("preference-applied") != nil {
                try await self.pause(Self.firstPause)
            } else {
                try await self.pause(pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }
}
