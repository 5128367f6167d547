public import JobsApplication

/// A model that records what another one answers, or answers what was recorded.
///
/// A file holds one exchange a line. The question is kept only as a digest of its texts, in which the
/// unpredictable word of its fence is replaced: neither the document nor a key can be read out of it.
public final class CassetteLanguageModel: LanguageModel {
    private enum Mode {
        case recording(any LanguageModel, CassetteFile)
        case replaying(CassetteTape, file: String)
    }

    public let provider: ModelProvider
    public let model: String
    public let limits: ModelLimits
    private let mode: Mode

    /// Records each exchange with `model` at the end of a file, which is made where there is none.
    ///
    /// - Throws: ``CassetteError`` if the file cannot be written.
    public init(recording model: any LanguageModel, to path: String) throws(CassetteError) {
        self.provider = model.provider
        self.model = model.model
        self.limits = model.limits
        self.mode = .recording(model, try CassetteFile(appendingTo: path))
    }

    /// Answers from a file, and asks nobody. The answers to one question are played in the order in which
    /// they were recorded; the last one repeats.
    ///
    /// - Parameters:
    ///   - provider: whose exchanges are played, and who seems to answer.
    ///   - model: the model whose exchanges are played.
    /// - Throws: ``CassetteError`` if the file cannot be read or a line of it is none. A last line that is
    ///   cut off is left out: the recording process died while it wrote it.
    public init(
        replaying path: String,
        provider: ModelProvider,
        model: String,
        limits: ModelLimits = ModelLimits()
    ) throws(CassetteError) {
        self.provider = provider
        self.model = model
        self.limits = limits
        let entries = try CassetteFile.entries(of: path).filter { entry in
            entry.provider.utf8.elementsEqual(provider.name.utf8) && entry.model.utf8.elementsEqual(model.utf8)
        }
        self.mode = .replaying(CassetteTape(entries), file: path)
    }

    public func complete(
        _ request: ModelRequest,
        onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        switch self.mode {
        case .recording(let model, let file): try await self.record(request, model, file, onText)
        case .replaying(let tape, let file): try self.replay(request, tape, file, onText)
        }
    }

    private func record(
        _ request: ModelRequest,
        _ model: any LanguageModel,
        _ file: CassetteFile,
        _ onText: @escaping @Sendable (String) -> Void
    ) async throws(LanguageModelError) -> ModelReply {
        let result: Result<ModelReply, LanguageModelError>
        do throws(LanguageModelError) {
            result = .success(try await model.complete(request, onText: onText))
        } catch  where error.code == .cancelled {
            // Nobody answered that.
            throw error
        } catch {
            result = .failure(error)
        }
        let entry = CassetteEntry(
            provider: self.provider.name,
            model: self.model,
            question: request.prompt.cassetteDigest,
            result: result
        )
        do throws(CassetteError) {
            try file.append(entry)
        } catch {
            throw LanguageModelError(.misconfigured, error.message, wasSent: true)
        }
        return try result.get()
    }

    private func replay(
        _ request: ModelRequest,
        _ tape: CassetteTape,
        _ file: String,
        _ onText: @Sendable (String) -> Void
    ) throws(LanguageModelError) -> ModelReply {
        guard !Task.isCancelled else {
            throw LanguageModelError(.cancelled, "the call was broken off", wasSent: false)
        }
        let question = request.prompt.cassetteDigest
        guard let result = tape.next(question) else {
            let message =
                "\(file) holds no answer of \(self.model) to this question (\(question.prefix(12))…): "
                + "the prompt or the document has changed since, so it has to be recorded again"
            throw LanguageModelError(.misconfigured, message, wasSent: false)
        }
        let reply = try result.get()
        onText(reply.text)
        return reply
    }
}
