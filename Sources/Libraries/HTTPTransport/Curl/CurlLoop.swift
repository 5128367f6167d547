import Glibc
import Synchronization

/// The thread that drives all transfers, and the mailbox through which it is told what to do.
final class CurlLoop: Sendable {
    enum Command: Sendable {
        case start(PendingCall, PendingCall.Continuation)
        case cancel(PendingCall)
    }

    private struct Mailbox {
        var commands: [Command] = []
        var isClosing = false
        /// The thread takes no more commands and is about to free the handle, or has.
        var isFinished = false
    }

    private let multi: CurlMulti
    private let mailbox = Mutex(Mailbox())
    private let thread = Mutex<pthread_t?>(nil)

    private init(_ multi: CurlMulti) {
        self.multi = multi
    }

    /// Starts a thread; nil if the system has none to give.
    static func start() -> CurlLoop? {
        guard LibCurl.isReady, let multi = CurlMulti() else { return nil }
        let loop = CurlLoop(multi)
        let context = Unmanaged.passRetained(loop)
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            { context in
                if let context { Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            },
            context.toOpaque()
        )
        guard result == 0 else {
            context.release()
            CurlEngine(multi).tearDown(.closed)
            return nil
        }
        loop.thread.withLock { $0 = thread }
        return loop
    }

    /// Whether the thread has ended, or is about to.
    var isFinished: Bool { self.mailbox.withLock { $0.isFinished || $0.isClosing } }

    /// Hands a command to the thread; false if it takes none any more.
    func post(_ command: Command) -> Bool {
        self.mailbox.withLock { mailbox in
            guard !mailbox.isFinished, !mailbox.isClosing else { return false }
            // Whoever put the first one in has woken the thread, which takes them all.
            if mailbox.commands.isEmpty { self.multi.wakeUp() }
            mailbox.commands.append(command)
            return true
        }
    }

    /// Breaks off what is on its way, and returns when the thread has ended. Repeating it does nothing.
    func stop() {
        self.mailbox.withLock { mailbox in
            mailbox.isClosing = true
            if !mailbox.isFinished { self.multi.wakeUp() }
        }
        guard let thread = self.thread.withLock({ $0.take() }) else { return }
        pthread_join(thread, nil)
    }

    private func run() {
        Self.blockSignals()
        let engine = CurlEngine(self.multi)
        var failure = TransportError.closed
        while let commands = self.takeCommands() {
            commands.forEach(engine.obey)
            if let error = engine.turn() {
                failure = error
                break
            }
        }
        let late = self.mailbox.withLock { mailbox in
            mailbox.isFinished = true
            return mailbox.commands
        }
        for case .start(_, let continuation) in late { continuation.resume(returning: .failure(failure)) }
        engine.tearDown(failure)
    }

    /// What to do next, or nil when the loop shall end.
    private func takeCommands() -> [Command]? {
        self.mailbox.withLock { mailbox in
            guard !mailbox.isClosing else { return nil }
            defer { mailbox.commands = [] }
            return mailbox.commands
        }
    }

    /// Signals belong to the program's other threads. With `SIGPIPE` blocked, TLS writing into a broken
    /// connection gets an error instead of ending the process.
    private static func blockSignals() {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
