/// A job as the database holds it once every process is gone.
struct JobRecord {
    let sequence: Int
    let id: String
    /// `pending` 0, `processing` 1, `completed` 2, `failed` 3, `cancelled` 4.
    let status: Int
    let run: Int
    let attempts: Int
    /// The numbers of its events, in order.
    let numbers: [Int]
    /// The kinds of its events, in order; a requeueing with its reason and a step's event with the step, as in
    /// `job.requeued:parked` and `step.completed:summary`.
    let kinds: [String]
    /// Places the commit of its first start among those of all jobs; equal for jobs of one commit. Nil where it
    /// never started.
    let firstStart: Int?
}

extension JobRecord {
    /// What cannot have happened to a job, as sentences.
    var problems: [String] {
        var problems: [String] = []
        if self.numbers != Array(1...max(1, self.numbers.count)) {
            problems.append("the events are numbered \(self.numbers)")
        }
        var replay = Replay()
        for kind in self.kinds {
            guard replay.take(kind) else {
                problems.append("\(kind) after \(replay.taken)")
                break
            }
        }
        if replay.status != self.status { problems.append("status \(self.status) after \(self.kinds)") }
        if replay.runs != self.run { problems.append("run \(self.run) after \(self.kinds)") }
        if replay.attempts != self.attempts { problems.append("\(self.attempts) attempts after \(self.kinds)") }
        return problems.map { "job \(self.sequence): \($0)" }
    }

    /// How often it completed, failed or was cancelled.
    var ends: Int {
        self.kinds.filter { ["job.completed", "job.failed", "job.cancelled"].contains($0) }.count
    }

    /// Goes through the events of a job and refuses those that may not come next.
    private struct Replay {
        var status: Int?
        var runs = 1
        var attempts = 0
        var taken: [String] = []
        private var completedSteps: Set<String> = []

        mutating func take(_ kind: String) -> Bool {
            let next: (from: [Int?], to: Int)? =
                switch kind {
                case "job.created": ([nil], 0)
                case "job.started": ([0], 1)
                case "job.recovered", "job.requeued:retry", "job.requeued:released", "job.requeued:parked": ([1], 0)
                case "job.requeued:manual": ([3, 4], 0)
                case "job.completed": ([1], 2)
                case "job.failed": ([0, 1], 3)
                case "job.cancelled": ([0, 1], 4)
                case let kind where kind.hasPrefix("step."): ([1], 1)
                default: nil
                }
            guard let next, next.from.contains(self.status) else { return false }
            // A finished step is kept through every start and every run.
            if kind.hasPrefix("step.completed"), !self.completedSteps.insert(kind).inserted { return false }
            self.status = next.to
            self.taken.append(kind)
            switch kind {
            case "job.started": self.attempts += 1
            case "job.requeued:released", "job.requeued:parked": self.attempts -= 1
            case "job.requeued:manual": self.runs += 1
            default: break
            }
            return true
        }
    }
}
