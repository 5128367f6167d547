/// What English sentences demand with, as data.
enum EnglishRules {
    static let clauseSigns: Set<String> = [",", ";", ":", "-", "(", ")"]
    /// Words that may stand before the verb of a clause without changing what it demands.
    static let openers = EnglishVerbs.words(
        """
        please always also then and but or so first finally next immediately promptly carefully instead kindly
        therefore otherwise still regularly periodically thoroughly
        """
    )
    /// Conjunctions that open a clause which demands nothing by itself.
    static let subordinators = EnglishVerbs.words(
        """
        if when whenever where wherever once after before while until unless because since although though as for to
        in during at on upon prior by with without except
        """
    )

    static let past = EnglishPhrases(
        """
        must have been, should have been, should have done, shall have been, had to, used to,
        was|were required|obliged|told|supposed to,
        was|were prohibited|forbidden|banned|allowed|permitted|recommended|mandatory|required,
        was|were not required|allowed|permitted, had been required|prohibited|forbidden|recommended
        """
    )

    static let negated = EnglishPhrases(
        """
        need not, needn't, do|does|did|will|would not have|need to,
        don't|doesn't|didn't|won't|wouldn't have|need to, do|does|will not necessarily have|need to, no need to|for,
        no obligation to, no requirement to|for|that, no duty to, no rule|policy|law that, under no obligation,
        not the case that, not true that, not mean that, not imply that, is|are optional, free to,
        at your discretion, no longer have|has|need|needs to,
        do|does not require|requires|mandate|prohibit|forbid|ban, doesn't|don't require|mandate|prohibit|forbid|ban,
        does|do not oblige, is|are exempt, exempt from, never have|has|need to, not a must|requirement|duty
        """
    )
    /// Words that deny one of ``demanding`` when it follows within three words.
    static let deniers = EnglishVerbs.words(
        """
        not isn't aren't wasn't never no neither nor hardly cannot longer ain't
        """
    )
    static let demanding = EnglishVerbs.words(
        """
        required mandatory obliged obligated obligatory compulsory necessary prohibited forbidden banned needed
        disallowed barred
        """
    )

    static let doubleNegative = EnglishPhrases(
        """
        do|must|shall|should not forget|fail|neglect|omit to,
        don't|mustn't|shan't|never forget|fail|neglect|omit to, must|shall never fail|neglect|forget|omit to,
        must|shall not only, under no circumstances fail|forget|neglect to
        """
    )

    static let prohibition = EnglishPhrases(
        """
        must|shall not|never, mustn't, shan't, under no circumstances|circumstance|condition|conditions,
        in no case|event|circumstances, at no time, on no account,
        no person|one|employee|staff|student|user|visitor|worker|member shall|may|must, nobody may|shall|must,
        refrain from, not permitted|allowed|acceptable|tolerated|authorised|authorized,
        never permitted|allowed|acceptable, isn't|aren't permitted|allowed|acceptable,
        not be permitted|allowed|tolerated, are|is not to be, is|are not to, is|are unacceptable,
        will not be tolerated|accepted, strictly prohibited|forbidden, it is forbidden|prohibited to,
        no exceptions to, must|shall under no, under any circumstances not
        """
    )
    /// Words that forbid as a predicate: after a form of "be", or as the last word.
    static let banning: Set<String> = ["prohibited", "forbidden", "banned", "disallowed", "barred", "impermissible"]
    static let obligingAdjectives: Set<String> = [
        "required", "mandatory", "compulsory", "obligatory", "essential", "imperative", "obliged", "obligated",
    ]
    static let formsOfBe = EnglishVerbs.words(
        """
        is are be been being remain remains becomes become
        """
    )
    static let adverbs = EnglishVerbs.words(
        """
        strictly expressly absolutely generally completely explicitly always also therefore hereby specifically
        legally still normally usually entirely otherwise both
        """
    )
    /// What "may not" says when it is a guess and no ban.
    static let guesses = EnglishVerbs.words(
        """
        available possible sufficient enough obvious necessary needed required appropriate suitable visible
        supported clear accurate complete present ready aware able have work exist know want need always yet
        immediately seem appear apply realise realize understand notice help last reflect
        """
    )

    static let recommendation = EnglishPhrases(
        """
        should, shouldn't, ought to, recommended, we|i recommend|suggest|advise|encourage|prefer, recommends,
        not recommend, discouraged, encouraged, is|are|be advised, advisable, preferable, preferably,
        is|are expected to, good practice, best practice is, is|are best to, is best, is|are strongly suggested,
        is|are preferred, strive to, had better, ideally, if at all possible, wherever possible, where possible
        """
    )
    /// Verbs that recommend at the start of a clause.
    static let recommendingVerbs = EnglishVerbs.words(
        """
        avoid consider prefer favor favour try aim minimise minimize
        """
    )

    static let obligation = EnglishPhrases(
        """
        must, shall, has|have to, need|needs to, is|are to be, is|are responsible for, make sure, making sure is,
        may only, it is essential|imperative|vital|crucial that|to, it is necessary to|that, will be required,
        is|are under an obligation, a must, is|are bound to, bears|bear responsibility
        """
    )
    /// What something "requires" or "needs" where that is a demand; "requires five minutes" is none.
    static let requirements: Set<String> = [
        "approval", "authorisation", "authorization", "permission", "consent", "review", "sign-off", "supervision",
    ]
    /// Words before "have to" and "need to" that take the demand away.
    static let softeners = EnglishVerbs.words(
        """
        may might could would not never no if when whenever who that which don't doesn't you'd what
        """
    )
    static let relatives: Set<String> = ["that", "which", "who", "what", "whose"]

    /// Verbs by which somebody else is quoted; only in the past, because "the policy states" is the policy.
    static let reports: Set<String> = [
        "said", "argued", "claimed", "thought", "believed", "insisted", "complained", "assumed",
    ]
    /// The same, but only before "that" or a pronoun: "incidents reported by users" quotes nobody.
    static let reportsThat = EnglishVerbs.words(
        """
        reported noted suggested told asked wrote stated explained warned
        """
    )

    static let permission = EnglishPhrases(
        """
        may, optional, is|are allowed|permitted, is|are free to, be allowed|permitted, can, it is acceptable|fine|ok|okay to
        """
    )
    static let ambiguous = EnglishPhrases(
        """
        cannot, can not, can't, unable to, may not
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
