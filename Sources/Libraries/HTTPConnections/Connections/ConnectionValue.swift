import HummingbirdCore
import NIOCore

/// A connection whose pipeline is set up.
enum ConnectionValue: ServerChildChannelValue {
    case served(AcceptedConnection, HTTPConnection)
    case turnedAway(any Channel)

    var channel: any Channel {
        switch self {
        case .served(let accepted, _): accepted.channel.channel
        case .turnedAway(let channel): channel
        }
    }
}
