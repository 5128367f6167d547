import JobsApplication

/// An error that a port throws, as the faults make it.
protocol PortError: Error {
    /// The call had no effect.
    static var hadNoEffect: Self { get }

    /// The call may have had an effect.
    static func mayHaveHadEffect(of method: PortMethod) -> Self
}

extension JobStoreError: PortError {
    static var hadNoEffect: JobStoreError { JobStoreError(.unavailable, "the store is down") }

    static func mayHaveHadEffect(of method: PortMethod) -> JobStoreError {
        method.isStoreWrite ? JobStoreError(.outcomeUnknown, "the connection broke") : Self.hadNoEffect
    }
}

extension JobQueueError: PortError {
    static var hadNoEffect: JobQueueError { JobQueueError(.unavailable, "the queue is down") }

    static func mayHaveHadEffect(of method: PortMethod) -> JobQueueError { Self.hadNoEffect }
}

extension LanguageModelError: PortError {
    static var hadNoEffect: LanguageModelError { LanguageModelError(.network, "no connection", wasSent: false) }

    static func mayHaveHadEffect(of method: PortMethod) -> LanguageModelError {
        LanguageModelError(.network, "the connection broke", wasSent: true)
    }
}
