/// Verbs that guidelines command with, as data.
enum EnglishVerbs {
    /// Verbs that are rarely anything else at the start of a clause.
    static let plain: Set<String> = words(
        """
        ensure verify confirm wear wash keep remove write run add delete follow notify inform obtain dispose clean make submit rotate
        encrypt decrypt avoid comply adhere read complete create define describe determine disable discard disclose disconnect discuss
        enable enforce escalate establish evaluate examine exclude explain fill fix gather get give go handle identify implement
        include inspect install investigate involve isolate justify learn leave let limit list locate maintain merge minimize
        minimise move never obey observe open perform place prepare present preserve prevent protect provide put raise refer
        refrain register reject remember replace replicate request resolve respect restore restrict retain return revoke rinse
        segregate select send separate shut sign specify start stop tag take tell throw train treat turn unplug upload validate
        wait wipe ask assess assign attach attend authenticate authorise authorize back be become begin bring call choose close
        collect commit communicate conduct configure connect consult contact contain continue convert cover declare deploy
        deliver demonstrate do document don doff drain dry eliminate empty enter evacuate execute extinguish fasten file
        flush hold ignore immerse increase keep know label lock log look mask measure memorise minute mix monitor mount
        neutralise neutralize note number pack pin plug point post pull push quarantine reduce reuse review sanitise sanitize
        save scan seal secure set share ship show sort split squash store supervise swap switch sweep test tie track transfer
        transport triage type update use ventilate view visit walk warn weigh wrap allow apply archive accept acknowledge
        address adopt agree appoint approve audit book calibrate carry change check cite clear talk speak hand find fight help
        use set agree decide measure count cross-check double-check reset restart rename reassign sterilise sterilize store
        tighten translate treat try unlock vacate vacuum wipe
        """
    )
    /// Verbs that are nouns as often: "Test results are …", "Report forms …".
    static let nounsToo: Set<String> = words(
        """
        test report review use record check log document plan store release label design update access change control order
        process monitor lock name limit face keep file note number post push pull request return scan seal set share ship
        show sort split start stop switch tag track train transfer transport type view visit walk wipe wrap back book call
        cover deploy empty hold increase look mask measure minute mix pack pin place plug point present audit approve address
        archive clear pass place run sign swap turn wash dry drain flush mount close open clean complete train contact
        start wait return present secure separate merge commit
        """
    )
    /// What follows a verb, but hardly a noun at the start of a sentence.
    static let objectStarters: Set<String> = words(
        """
        a an the your our their its his her my this that these those all any every each both no only it them yourself
        everything anything nothing at in on with for before after to from up out off down away back into onto immediately
        carefully regularly whether how what when where who one two three at either sure if
        """
    )
    static let finiteVerbs: Set<String> = words(
        "is are was were has have had can could will would may might must shall should do does did isn't aren't needs contains includes shows"
    )

    /// A set from words between white space: a table that reads like one.
    static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
    }
}
