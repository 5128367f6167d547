import HTTPConnections
import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain

extension HTTPAPI {
    /// The job, as it is when it has ended or the client would not wait longer. It comes early where the server stops
    /// or the client is gone.
    func details(of id: JobID, waiting preference: WaitPreference?) async throws(Problem) -> JobDetails {
        let details = try await self.details(of: id)
        guard let preference, preference.seconds > 0, !details.job.status.isEnded else { return details }
        await self.wait(for: details.job, .seconds(preference.seconds))
        return try await self.details(of: id)
    }

    private func wait(for job: Job, _ limit: Duration) async {
        let hub = self.service.events
        guard let connection = HTTPConnection.current else { return await hub.end(of: job, within: limit) }
        do {
            try await connection.cancellingAtEnd { await hub.end(of: job, within: limit) }
        } catch {
            // Waiting itself never fails.
        }
    }

    /// The answer to a submission whose client waits: the whole job. Where it cannot be read any more, the plain
    /// answer, for the job is stored.
    func created(
        _ id: JobID,
        waiting preference: WaitPreference,
        _ inquiry: Inquiry,
        headers: HTTPFields
    ) async -> Response? {
        let details: JobDetails
        do throws(Problem) {
            details = try await self.details(of: id, waiting: preference)
        } catch {
            return nil
        }
        return await self.aside(if: details.isLarge) {
            var headers = headers
            headers[.preferenceApplied] = preference.applied
            headers[.contentLanguage] = inquiry.language.rawValue
            headers[.vary] = "Accept-Language, Prefer"
            return Self.json(.created, self.encoded(details, inquiry.language), headers: headers)
        }
    }
}
