import JobsDomain

/// Keeps all processes together within what each route takes in a minute.
struct RoutePaces: Sendable {
    let shared: any SharedState

    /// Takes a call out of a route's minute.
    ///
    /// - Parameter tokens: how many the call may use.
    /// - Returns: nil where it may be made, else how long it has to wait; then nothing was taken.
    /// - Throws: ``JobStoreError`` with code `unavailable` or `outcomeUnknown`.
    func take(tokens: Int, of model: any LanguageModel) async throws(JobStoreError) -> Duration? {
        let limits = model.limits
        guard limits.requestsPerMinute != nil || limits.tokensPerMinute != nil else { return nil }
        let key = "pace/" + RouteKey(model).text.dropFirst(RouteKey.prefix.count)
        let wait = try await self.shared.update(key, lifetime: RoutePace.window * 2) { bytes, age -> Duration? in
            var pace = bytes.map { RoutePace($0) } ?? RoutePace()
            pace.age(by: age)
            let wait = pace.take(tokens: tokens, of: limits)
            if wait == nil { bytes = pace.encoded }
            return wait
        }
        // Overtaken at every attempt: so many others go through that this one can as well wait.
        return wait ?? ModelPolicy.shortestWait
    }
}
