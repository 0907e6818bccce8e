package homeport.engine;

import java.util.List;
import java.util.function.Predicate;

/**
 * The processes of a node's server, for who rehearses accidents: they get signals of which the
 * node's owner knows nothing. Safe from any thread.
 */
public final class ServerProcesses {
    private final NodePlace place;
    private final ProcessTable table;

    /** Numbers as on x86-64 and arm64. Source: signal(7). */
    public enum Signal {
        KILL(9),
        STOP(19),
        CONTINUE(18);

        private final int number;

        Signal(int number) {
            this.number = number;
        }
    }

    private ServerProcesses(NodePlace place, ProcessTable table) {
        this.place = place;
        this.table = table;
    }

    public static ServerProcesses of(NodePlace place) {
        return new ServerProcesses(place, new ProcessTable(Account.forEngines()));
    }

    /**
     * To the postmaster alone; its children are left to themselves.
     *
     * @return how many processes got it: none, when no server runs, or one
     */
    public int signalPostmaster(Signal signal) {
        return signal(signal, entry -> entry.postmasterOf(place.data()));
    }

    /** To the whole tree, the postmaster first: one that stands still starts no more children. */
    public int signalAll(Signal signal) {
        int postmasters = signalPostmaster(signal);
        return postmasters + signal(signal, entry -> !entry.postmasterOf(place.data()));
    }

    public List<Long> all() {
        return processes().stream().map(ProcessTable.Entry::pid).toList();
    }

    private int signal(Signal signal, Predicate<ProcessTable.Entry> to) {
        int reached = 0;
        for (ProcessTable.Entry entry : processes())
            if (to.test(entry) && Kernel.signal(entry.pid(), signal.number)) reached++;
        return reached;
    }

    /** One that its parent has not yet reaped is not among them. */
    private List<ProcessTable.Entry> processes() {
        return table.inside(place.data()).stream()
                .filter(entry -> entry.program().equals("postgres"))
                .toList();
    }
}
