package homeport.control.reconcile;

import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Loops;
import java.time.Duration;

/**
 * Keeps one reconciler running for each instance on record and wakes it when something it reads has
 * changed.
 */
public final class Reconcilers implements AutoCloseable {
    private final Site site;
    private final Loops loops;

    public Reconcilers(Site site) {
        this.site = site;
        this.loops = new Loops(site.store());
    }

    /**
     * Starts a reconciler for every instance on record, and for each that is created from now on.
     */
    public void start() {
        loops.start(new Keeper());
    }

    private final class Keeper implements Loops.Keeper {
        @Override
        public void lookAtAll() {
            site.instances().everywhere().forEach(Reconcilers.this::ensure);
        }

        @Override
        public void changed(String region, String kind, String id) {
            switch (kind) {
                case "instance", "group" -> {
                    if (!loops.wake(id))
                        site.instances()
                                .byResourceId(region, id)
                                .ifPresent(Reconcilers.this::ensure);
                }
                case "parameter-group", "cluster-parameter-group", "snapshot", "cluster-snapshot" ->
                        loops.wakeAll();
                default -> {} // nothing that a reconciler reads
            }
        }
    }

    private void ensure(Instance instance) {
        String id = instance.asked().resourceId();
        loops.ensure(id, gone -> new Reconciler(site, instance.region(), id, gone).loop());
    }

    /** Shows an instance's door as it should be now. Any thread may call. */
    public void show(Instance instance) {
        site.instances()
                .byResourceId(instance.region(), instance.asked().resourceId())
                .ifPresent(now -> new Front(site, now).show(now.seen()));
    }

    /** Waits until every instance has been looked at once; false when that is not so in time. */
    public boolean haveLooked(Duration max) {
        return loops.haveRested(max);
    }

    /** Ends the loops after the step that each is at; servers go on running. */
    @Override
    public void close() {
        loops.close();
    }
}
