import JobsDomain
import JobsHTTPClient

/// What a watcher of a job has to show, as it follows from the events.
struct WatchProgress: Sendable {
    private static let keptText = 400

    private(set) var status = "waiting"
    private(set) var step: String?
    private var finishedSteps: Set<String> = []
    private let totalSteps: Int
    /// The end of what the model is writing.
    private(set) var liveText = ""
    /// Why nothing comes at the moment; nil as a rule.
    private(set) var interruption: String?

    /// - Parameter totalSteps: of the job; 0 where it is not known.
    init(totalSteps: Int) {
        self.totalSteps = totalSteps
    }

    /// Nil where it cannot be known.
    var percent: Int? { self.totalSteps == 0 ? nil : min(100, self.finishedSteps.count * 100 / self.totalSteps) }

    mutating func take(_ news: WatchNews) {
        switch news {
        case .reconnecting(_, let reason): self.interruption = reason
        case .event(let event):
            self.interruption = nil
            if let text = event.liveText {
                self.liveText = String((self.liveText + text).suffix(Self.keptText))
            } else {
                self.take(event)
            }
        }
    }

    private mutating func take(_ event: RemoteEvent) {
        // Text of an attempt that is over says nothing of the next.
        self.liveText = ""
        switch event.kind {
        case .jobCreated, .jobRequeued, .jobRecovered:
            self.status = "waiting"
            self.step = nil
        case .jobStarted: self.status = "running"
        case .stepStarted, .stepRetrying, .stepFellBack:
            self.status = "running"
            self.step = event.step
        case .stepCompleted:
            if let step = event.step { self.finishedSteps.insert(step) }
            self.step = nil
        case .jobCompleted: self.end("completed")
        case .jobFailed: self.end("failed")
        case .jobCancelled: self.end("cancelled")
        case nil: break
        }
    }

    private mutating func end(_ status: String) {
        self.status = status
        self.step = nil
    }
}
