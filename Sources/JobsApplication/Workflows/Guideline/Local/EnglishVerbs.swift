/// Verbs that guidelines command with, as data.
enum EnglishVerbs {
    /// Verbs that are rarely anything else at the start of a clause.
    static let plain: Set<String> = words(
        """
        ensure verify confirm wear remove write add delete follow notify inform obtain dispose make submit encrypt
        decrypt avoid comply adhere read create define describe determine disable discard disclose disconnect discuss
        enable enforce escalate establish evaluate examine exclude explain fill gather get give go identify implement
        include inspect install investigate involve isolate justify learn leave maintain minimize minimise obey
        observe perform prepare preserve prevent provide put raise refer refrain register remember replace replicate
        resolve restore restrict retain revoke segregate send specify take tell throw treat unplug validate ask
        assess assign attach attend authenticate authorise authorize be become begin bring choose communicate conduct
        configure connect consult contain continue convert declare deliver demonstrate do don doff drain eat
        eliminate enter evacuate execute extinguish immerse know let locate memorise memorize neutralise neutralize
        pair reduce reuse sanitise sanitize supervise triage unlock ventilate vacate weigh allow apply accept
        acknowledge
        adopt agree appoint calibrate carry cite talk speak find help decide double-check cross-check re-check rename
        reassign sterilise sterilize tighten translate try hang abide abort absorb abstain activate adapt administer
        advise align allocate amend analyse analyze anchor announce annotate apologise apologize arrange assemble
        assume attempt avert await bathe blend boil bolt borrow bury buy cancel capture catch cease coat combine
        commence compare compile complain compute conceal confine conserve consider construct consume contribute
        convene cooperate countersign deactivate debrief dedicate deduct defer defrost degrease demount denote derive
        designate destroy detach detect develop devise differentiate dig dilute disassemble discontinue disinfect
        dismantle dismiss dispense display dissolve distinguish distribute divert divide download draft draw drive
        edit effect elevate elect embed employ encourage enrol enroll enlist enquire erase erect exceed exercise
        expel export expose extend extract familiarise familiarize fasten finalise finalize flatten fold fulfil
        fulfill furnish generate greet grind group halt heat highlight hoist honour honor hire incorporate inject
        initial initiate insulate insure interrupt interview introduce invite itemise itemize kneel lay lean lend
        listen lubricate manage marinate meet mention migrate nominate normalise normalize occupy omit opt organise
        organize oversee pad park participate persist pick pledge pour practise precede preheat preregister prescribe
        press pretend prioritise prioritize procure produce prohibit promote prompt propose prove prune purchase
        pursue randomise randomize reach reattach reboot recap receive recheck recite recommend reconcile reconnect
        recover recruit recycle redact redirect refill refresh refrigerate refuse regard regenerate reheat reimburse
        reinstall reinstate relabel relay relocate remain remind render renew rent reopen rephrase replenish
        reproduce requisition reschedule reside resist respond resubmit resume retry retrieve reveal revert revise
        ride roll satisfy scrape scrub seat seek serve settle shake sharpen shorten shred shuffle sieve sift simplify
        sit slice soak solicit sow spare spell spend spin squeeze stack stand steam stir stow strip strive subtract
        suggest supplement suppress suspend swab synchronise synchronize tabulate tackle tap teach tear terminate
        thank tilt toggle torque touch transcribe transmit trust tuck twist undergo undertake undo unfold uninstall
        unload unpack unscrew untie unwrap uphold urge utilise utilize visualise visualize vote withdraw withhold
        withstand yield acquaint affix append ascertain assist assure avail bear behave bind burn centrifuge cleanse
        co-operate decant decontaminate deposit deregister dial dry-run enclose engage entrust evidence excuse keep
        aim favor favour prefer ring beware wash
        """
    )
    /// Verbs that are nouns as often: "Test results are …", "Report forms …".
    static let nounsToo: Set<String> = words(
        """
        test report review record check log document plan store release label design access change control order
        process monitor lock name limit file note number post push pull request return scan seal set share ship show
        sort split start stop tag track train transfer transport type view visit walk back book call cover deploy
        empty hold increase look mask measure minute mix pack pin place point present audit approve address archive
        clear pass run sign swap turn dry flush mount close open clean complete contact separate merge commit count
        fight list cook screen guard protect lead block break brush build clamp comment copy cross dip dispatch exit
        fast feed figure filter finish focus fork grant guide handle issue join judge link load loan map mark match
        mop move notice object offer patch peel permit plug polish print probe quote refund repair replay rescue
        reserve reset rinse rotate round sample save schedule search service shield stamp stay stitch support switch
        tape template trim tune upgrade use vacuum wait watch decrease pace answer adjust email e-mail alarm alert
        balance bag batch bid bin chase chill clip clock collect compress cordon crate cross-reference cut exchange
        fit fix flag forward freeze fuse grease grill import insert invoice iron lift mail pause pay quarantine
        reject repeat reply respect restart roster scratch seed shut skip spray spread squash strap substitute
        surrender sweep thaw tie tick tow update upload vet warm wipe wire wrap zip select secure alternate brief
        coordinate correct express harden lower mute smooth thin tidy
        """
    )
    /// What follows a verb, but hardly a noun at the start of a sentence.
    static let objectStarters: Set<String> = words(
        """
        a an the your our their its his her my this that these those all any every each both no only it them yourself
        everything anything nothing whether how what when where who one two three either sure if him us
        at least another enough yourselves themselves
        """
    )
    /// Prepositions and particles: a verb may stand before them, but so may a noun.
    static let particles: Set<String> = words(
        """
        at in on with for before after from up out off down away back into onto to by until through over under against
        between within without as around about aside together immediately carefully regularly promptly straight
        once twice only and or directly outside inside below above behind beneath beside near across along per than
        during throughout towards toward beyond via like except daily weekly monthly hourly
        """
    )
    /// Determiners, which between the first word and a noun make the first word a verb or a preposition.
    static let determiners: Set<String> = words(
        "a an the your our their its his her my this these those all any every each both another no"
    )
    /// First words that a determiner follows although they are no verbs.
    static let notVerbs: Set<String> = words(
        """
        in on at by for from to of with without within under over above below behind beside between beyond through
        throughout during before after until since till as like unlike about against across along among around near off
        out outside inside into onto upon per via plus minus despite notwithstanding except save than toward towards
        if when whenever where wherever while although though because unless once whether that which who whom whose what
        how why and or but nor so yet not never no both either neither all half such many few even only just also then
        thus hence here there now today often sometimes usually rather quite almost nearly about is are was were be been
        being am has have had do does did can could may might must shall should will would not every any each some this
        these those the a an it its they he she we you i whatever whichever given provided including excluding regarding
        concerning considering following barring amid amidst amongst besides opposite past alongside atop underneath
        beneath versus lest subject unto what'll apart instead according due because owing thanks contrary prior long
        far close much most more less least well again once twice double twice perhaps maybe else ever
        """
    )
    static let finiteVerbs: Set<String> = words(
        """
        is are was were has have had can could will would may might must shall should do does did isn't aren't wasn't
        weren't hasn't haven't can't cannot won't needs contains includes shows depends varies remains belongs begins
        ends starts consists requires takes became made went came gave took applies lasts runs covers comes
        """
    )
    /// Endings in -s that belong to a verb rather than to an object: "Process water flows …".
    static let thirdPersons: Set<String> = words(
        """
        flows opens closes falls rises lies stands goes gives makes uses follows feeds moves passes returns works costs
        contains includes shows depends varies remains belongs begins ends starts consists requires takes applies lasts
        runs covers comes needs ensures allows prevents provides helps causes leads means drops changes
        """
    )

    /// A set from words between white space: a table that reads like one.
    static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))
    }
}
