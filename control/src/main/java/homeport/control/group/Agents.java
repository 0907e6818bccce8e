package homeport.control.group;

import homeport.control.instance.Instances.Instance;
import homeport.control.loop.Loops;
import java.time.Duration;

/** Keeps one agent running for each instance that has, or should have, several nodes. */
public final class Agents implements AutoCloseable {
    private final Grounds grounds;
    private final Loops loops;

    public Agents(Grounds grounds) {
        this.grounds = grounds;
        this.loops = new Loops(grounds.store());
    }

    /** Starts an agent for every instance that needs one, now and from now on. */
    public void start() {
        loops.start(new Keeper());
    }

    private final class Keeper implements Loops.Keeper {
        @Override
        public void lookAtAll() {
            grounds.instances().everywhere().forEach(Agents.this::look);
        }

        @Override
        public void changed(String region, String kind, String id) {
            switch (kind) {
                case "instance", "observed", "group" -> {
                    if (!loops.wake(id))
                        grounds.instances().byResourceId(region, id).ifPresent(Agents.this::look);
                }
                default -> {} // nothing that an agent reads
            }
        }
    }

    private void look(Instance instance) {
        String id = instance.asked().resourceId();
        boolean needed =
                instance.asked().settings().multiAz()
                        || grounds.groups().of(instance.region(), instance.asked()).isLed();
        if (needed)
            loops.ensure(id, gone -> new Agent(grounds, instance.region(), id, gone).loop());
    }

    /** Waits until every group has been looked at once; false when that is not so in time. */
    public boolean haveLooked(Duration max) {
        return loops.haveRested(max);
    }

    /** Ends the loops after the move that each is at; servers go on running. */
    @Override
    public void close() {
        loops.close();
    }
}
