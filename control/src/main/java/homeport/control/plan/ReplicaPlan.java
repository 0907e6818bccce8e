package homeport.control.plan;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.instance.Replication;
import homeport.control.instance.Replication.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to do next for a read replica, beside what is done for every instance. Pure. */
final class ReplicaPlan {
    /** Source: RDS user guide, "Monitoring read replication". */
    static final Duration CUT_OFF_MAX = Duration.ofDays(30);

    /** How often it is looked whether it still streams. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private ReplicaPlan() {}

    /** Before it has data: those of its source, when that can be copied. */
    static Step making(World world) {
        boolean waits = world.link().filter(link -> !link.gone() && !link.ready()).isPresent();
        return waits ? soon(world) : new Step.MakeData();
    }

    /** Of one whose server runs; empty: nothing, so far as replication goes. */
    static Optional<Step> serving(DbInstance asked, Observed seen, World world) {
        if (asked.replicaOf().isEmpty())
            return seen.replication().map(_ -> (Step) new Step.Promote());
        if (world.link().isEmpty() || seen.replication().isEmpty()) return Optional.empty();
        World.Link link = world.link().get();
        Replication now = seen.replication().get();
        if (link.gone() && link.sameRegion()) return Optional.of(new Step.AdoptPromotion());
        if (now.state() == State.TERMINATED) return Optional.empty();
        if (link.gone()) return terminated("Its source was deleted.");
        if (outlived(now, world.now())) return terminated("It did not replicate for 30 days.");
        if (link.cutOff().isPresent()) return Optional.of(new Step.CopyAnew(link.cutOff().get()));
        if (!now.upstream().equals(Optional.of(link.upstream())) || !link.attached())
            return Optional.of(new Step.Follow(link.upstream()));
        if (link.needsMore()) return Optional.of(new Step.Restart());
        if (link.state() != now.state() || !link.message().equals(now.message()))
            return Optional.of(new Step.NoteReplication(link.state(), link.message()));
        boolean streams = now.state() == State.REPLICATING || now.state() == State.DEGRADED;
        boolean opens = seen.available().isPresent() || streams;
        return opens ? Optional.empty() : Optional.of(soon(world));
    }

    /** A replica looks again soon, however long others would rest. */
    static Step resting(Step step, Observed seen, World world) {
        boolean looks =
                step instanceof Step.Rest
                        && seen.replication()
                                .filter(how -> how.state() != State.TERMINATED)
                                .isPresent();
        return looks ? soon(world) : step;
    }

    private static boolean outlived(Replication now, Instant at) {
        return now.state() == State.ERROR && now.since().plus(CUT_OFF_MAX).isBefore(at);
    }

    private static Optional<Step> terminated(String why) {
        return Optional.of(new Step.NoteReplication(State.TERMINATED, why));
    }

    private static Step soon(World world) {
        return new Step.Rest(Optional.of(world.now().plus(PERIOD)));
    }
}
