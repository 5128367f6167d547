import NIOCore

/// Runs the tasks of a connection on its event loop.
///
/// Otherwise a request changes threads twice, from the loop to the shared pool and back, and each change wakes a
/// thread: at many short requests that costs more than answering them. Whoever answers must not compute for long
/// here, because the loop's other connections wait meanwhile.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
