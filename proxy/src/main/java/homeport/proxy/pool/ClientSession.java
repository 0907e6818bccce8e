package homeport.proxy.pool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import homeport.proxy.sql.Effect;
import homeport.proxy.sql.Statements;
import homeport.proxy.sql.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one client's statements do to its session: what holds it to its server, and what is set
 * again at another. Owner: the loop's thread.
 */
final class ClientSession {
    private static final List<Step> DISCARD_ALL = List.of(new Step.Discard(Step.State.ALL));

    private final Client client;
    private Pins pins;

    /** Null when its parameters are not tracked. */
    private final Tracker tracker;

    /** Statements that had pinned it when it last asked for DISCARD ALL. */
    private long pinnedBeforeDiscard;

    /** Something was set, or tried to be, since it last had no server. */
    private boolean touched;

    ClientSession(Client client, boolean tracks) {
        this.client = client;
        tracker = tracks ? new Tracker() : null;
    }

    /** Null when it is not pinned. */
    Pins pins() {
        return pins;
    }

    void pin(Effect effect, byte[] text) {
        if (pins == null) {
            pins = new Pins(System.nanoTime());
            client.proxy.pinned++;
        }
        pins.add(effect, text, client);
    }

    /**
     * A statement goes to the server: pins the client if it must.
     *
     * @param whole its text is all there
     * @return what it does, to be carried out or taken back when it is answered; null for nothing
     */
    Undo willDo(long effects, boolean whole, Supplier<byte[]> text) {
        if (Effect.CODE.isIn(effects)) client.server().willBeCleaned();
        Optional<Effect> pinning = pinning(effects, whole);
        boolean tracks = tracker != null && isTelling(effects);
        boolean forgets = Texts.mayForgetStatements(effects);
        List<Step> steps = List.of();
        if (whole && (tracks || forgets)) {
            steps = Texts.steps(client, text.get());
            if (tracks && pinning.isEmpty() && steps.stream().anyMatch(ClientSession::isUntold))
                pinning = Optional.of(Effect.SET);
            forgets = forgets && Texts.forgetsStatements(steps);
        }
        if (pinning.isPresent()) pin(pinning.get(), text.get());
        if (pins != null && isDiscard(steps)) pinnedBeforeDiscard = pins.statements();
        NameMap names = whole && forgets ? client.forgetStatements() : null;
        if (!tracks && names == null) return null;
        return new Undo.Deeds(tracks ? steps : List.of(), Effect.SEVERAL.isIn(effects), names);
    }

    private boolean isTelling(long effects) {
        touched |= Texts.maySet(effects);
        return touched && (Texts.maySet(effects) || Texts.mayMoveInTransaction(effects));
    }

    private static boolean isUntold(Step step) {
        return step instanceof Step.Untold
                || step instanceof Step.Set set && set.name().equals("seed");
    }

    /** What of the effects holds the client to its server. */
    private Optional<Effect> pinning(long effects, boolean whole) {
        Optional<Effect> staying = Effect.staying(effects);
        if (tracker == null) return Effect.pinning(effects).or(() -> staying);
        if (!whole) return Optional.of(Effect.LONG_TEXT);
        if (staying.isPresent()) return staying;
        // What currval and lastval answer later is known at this server only.
        if (Effect.SEQUENCE.isIn(effects)) return Optional.of(Effect.SEQUENCE);
        if (Effect.SEQUENCE_READ.isIn(effects)) return Optional.of(Effect.SEQUENCE_READ);
        return staying;
    }

    /** Whether its parameters are tracked, and set again at other servers. */
    boolean isTracked() {
        return tracker != null;
    }

    /** What its session has set. */
    SessionState state() {
        return tracker == null ? SessionState.NONE : tracker.state();
    }

    /** What it has asked for was carried out. */
    void did(Undo.Deeds deeds, boolean failed) {
        if (tracker == null) return;
        tracker.did(deeds.steps(), failed);
        if (pins != null && !failed && isDiscard(deeds.steps())) unpin();
    }

    private static boolean isDiscard(List<Step> steps) {
        return steps.equals(DISCARD_ALL);
    }

    /**
     * Its session is as it began, so nothing holds it to its server any more; unless it has asked
     * for more since, or what it was pinned for outlives even that. Not without tracking: AWS pins
     * up to the end of the session, and DISCARD itself pins there.
     */
    private void unpin() {
        if (!pins.isDiscardable() || pins.statements() != pinnedBeforeDiscard) return;
        pins = null;
        client.proxy.pinned--;
        client.server().willBeCleaned();
        client.proxy.log.unpinned(client.server());
    }

    /** What it has asked for has failed. */
    void failed(Undo.Deeds deeds) {
        if (tracker == null || !deeds.isUncertain()) return;
        pin(Effect.SET, "several statements, of which one failed".getBytes(US_ASCII));
    }

    /** Its server is ready. */
    void ready(int status, boolean failed) {
        if (tracker == null) return;
        tracker.ready(status, failed);
        if (status != 'I') return;
        if (tracker.state().isTooLong()) pin(Effect.SET, "too many settings".getBytes(US_ASCII));
    }

    /** Longest text that is read whole before it is passed on. */
    int headBytesMax() {
        return isTracked() ? Statements.READABLE_BYTES : Requests.HEAD_BYTES_MAX;
    }

    /** It has no server any more, and needs none. */
    void released() {
        touched = false;
    }

    /** The server is lost, and what was open there. */
    void lost() {
        if (tracker != null) tracker.lost();
    }
}
