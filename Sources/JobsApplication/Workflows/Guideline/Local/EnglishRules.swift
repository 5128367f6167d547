/// The small words of English by which clauses are told apart, as data.
enum EnglishRules {
    static let clauseSigns: Set<String> = [",", ";", ":", "-", "(", ")"]
    /// Words that may stand before the verb of a clause without changing what it demands.
    static let openers = EnglishVerbs.words(
        """
        please always also then and but or so first firstly second secondly third finally lastly next immediately
        promptly carefully instead kindly therefore otherwise still regularly periodically thoroughly
        """
    )
    /// Conjunctions and prepositions that open a clause which demands nothing by itself.
    static let subordinators = EnglishVerbs.words(
        """
        if when whenever where wherever once after before while until unless because since although though as for to
        in during at on upon prior by with without except save under depending should given having following outside
        within
        """
    )
    /// Between these and a verb within a few words, the verb belongs to a condition or a reason.
    static let conditions = EnglishVerbs.words(
        """
        if unless when whenever whether because lest
        """
    )
    static let relatives: Set<String> = ["that", "which", "who", "what", "whose", "whom", "where", "when"]
    /// A clause that begins with one of these is always part of another one.
    static let embedders = EnglishVerbs.words(
        """
        what whatever whether how why whose whom whichever
        """
    )
    /// After "that" or "which", these begin a clause with a subject of its own.
    static let subjects = EnglishVerbs.words(
        """
        i you he she it we they one a an the this these those his her its our your their each every all any some no
        nobody everyone everybody anyone someone people users staff
        """
    )
    static let formsOfBe = EnglishVerbs.words(
        """
        is are be been being remain remains becomes become
        """
    )
    /// Words before a form of "be" or "have to" that take its demand away.
    static let softeners = EnglishVerbs.words(
        """
        may might could would can not never no cannot don't doesn't didn't won't needn't what the had was were
        """
    )
    static let adverbs = EnglishVerbs.words(
        """
        always also still normally both otherwise hereby therefore then thus not never ever first once all at times
        now both only further again
        """
    )
    private static let notAdverbs = EnglishVerbs.words(
        """
        apply supply reply rely comply multiply imply fly family assembly anomaly monopoly july ally bully tally
        """
    )

    /// Whether a word may stand between a modal and its verb.
    static func isAdverb(_ word: String) -> Bool {
        self.adverbs.contains(word) || word.hasSuffix("ly") && !self.notAdverbs.contains(word)
    }

    /// Words that deny what follows within a few words.
    static let deniers = EnglishVerbs.words(
        """
        not isn't aren't wasn't weren't won't never hardly cannot can't longer ain't don't doesn't
        """
    )
    /// Subjects that turn a sentence into its opposite.
    static let negativeSubjects = EnglishVerbs.words(
        """
        no nobody none neither nothing nowhere nor
        """
    )

    /// Verbs and nouns after which "that" opens what somebody else says, believes or denies.
    static let reportsThat = EnglishVerbs.words(
        """
        say says saying argue argues believe believes claim claims think thinks feel feels hold holds insist insists
        maintain maintains complain complains suggest suggests assert asserts allege alleges hope hopes warn warns
        reported noted suggested told asked wrote stated explained warned announced stressed added recalled reminded
        proposed demanded urged decided concluded agreed recommended ruled found showed advised
        mean means imply implies case true follow follows assume assumes denies deny so such fact was
        us them me him her people belief view opinion idea suggestion proposal complaint rumour rumor impression
        assumption argument allegation conclusion claim theory myth says reads provided
        """
    )
    /// Verbs that quote somebody even without "that".
    static let reports: Set<String> = [
        "said", "argued", "claimed", "thought", "believed", "insisted", "complained", "assumed", "felt", "asserted",
        "alleged", "say", "think", "thinks", "believe", "believes", "argue", "argues", "insists",
    ]
    /// After "according to", these are sources that bind; anybody else is merely quoted.
    static let bindingSources = EnglishVerbs.words(
        """
        policy policies law laws regulation regulations section rule rules standard standards act article manual
        guideline guidelines instructions instruction paragraph plan procedure procedures schedule label protocol
        contract code handbook size type risk
        """
    )
    /// Past duties, which bind nobody any more.
    static let past = EnglishPhrases(
        """
        must have been, should have been|done, shall have been, had to, used to, had been required|prohibited|forbidden,
        was|were required|obliged|told|supposed|asked|expected to,
        was|were prohibited|forbidden|banned|allowed|permitted|recommended|mandatory|required|compulsory,
        was|were not required|allowed|permitted, had been recommended
        """
    )

    /// Words in a lead-in or heading that turn the list below into bans.
    static let prohibitingLeadIns = EnglishPhrases(
        """
        do not, don't, don'ts, donts, never, prohibited, prohibitions, prohibition, forbidden, banned,
        not allowed|permitted|acceptable, must|shall|may|should not|never, mustn't, shouldn't, cannot, can't,
        no one, nobody, under no, disallowed, refrain, avoid, not be, unacceptable
        """
    )
    /// Words in a lead-in or heading that say the list below is no demand.
    static let permittingLeadIns = EnglishPhrases(
        """
        may, can, optional, optionally, examples, example, for instance, allowed, permitted, need not,
        not required|mandatory|necessary, don't|doesn't have|need, exempt, exceptions, exempted, could, no need, e.g
        """
    )
}
