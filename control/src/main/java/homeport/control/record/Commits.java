package homeport.control.record;

import homeport.aws.AwsException;
import homeport.store.Op;
import homeport.store.Store;
import java.util.List;
import java.util.function.Supplier;

/** Read, decide, commit; again when somebody else was faster. */
public final class Commits {
    private static final int ATTEMPTS_MAX = 32;

    private final Store store;

    public Commits(Store store) {
        this.store = store;
    }

    /**
     * Runs {@code attempt} (which reads the records it needs and gives the operations with its
     * result) until its operations commit. An attempt without operations changes nothing and always
     * succeeds.
     *
     * @throws AwsException {@code Throttling} after {@value #ATTEMPTS_MAX} lost races
     */
    public <R> R run(Supplier<Attempt<R>> attempt) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            Attempt<R> tried = attempt.get();
            if (tried.ops().isEmpty() || store.commit(tried.ops()).isPresent())
                return tried.result();
        }
        throw new AwsException(
                "Throttling", "Rate exceeded: the resource is being changed by others. Try again.");
    }

    /** What one attempt wants to commit and what it answers when that worked. */
    public record Attempt<R>(List<Op> ops, R result) {
        public Attempt {
            ops = List.copyOf(ops);
        }
    }
}
