/// A kind of fault that the simulation can inject. Every kind has to occur in a full run.
enum FaultKind: Int, CaseIterable {
    case storeFailedBefore, storeOutcomeUnknown, storeReadFailed, storeOverloaded, storeDelayed, storeHung
    case storeOutage, storePartition
    case queueFailedBefore, queueFailedAfter, queueDelayed, queueHung
    case ticketsDropped, ticketsRepeated, ticketsReordered, queueFlushed
    case signalsDropped, signalsRepeated, signalsDelayed
    case answerLost
    case crash, freeze, drain, wallClockJump
    case modelRateLimited, modelTimedOut, modelUnreachable, modelFailed, modelBrokeOff
    case modelAnsweredWrong, modelAnsweredNoJSON, modelTruncated, modelRefused, modelSlow, providerOutage
}
