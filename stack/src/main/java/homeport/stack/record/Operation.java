package homeport.stack.record;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is being done with a stack, or was done last.
 *
 * @param token of this operation alone
 * @param clientToken the request's, in events
 * @param principal as whom it is done, in a form of {@code Deployers}
 * @param target the definition that is wanted; {@link StackRecord#NO_DEFINITION} for a deletion
 * @param deadline a creation that takes longer has failed
 * @param stopped a user had enough of it
 * @param thenDelete the stack is to be deleted as soon as it stands still, as this principal
 * @param onFailure what becomes of what was made when something fails
 * @param retainExceptOnCreate what this operation made is deleted when it is rolled back, whatever
 *     its policy
 * @param retain resources that a deletion leaves alone
 * @param skip resources that a rollback leaves as they are
 * @param force a deletion leaves alone what cannot be deleted
 */
public record Operation(
        String token,
        Optional<String> clientToken,
        String principal,
        int target,
        Optional<Instant> deadline,
        boolean stopped,
        Optional<String> thenDelete,
        OnFailure onFailure,
        boolean retainExceptOnCreate,
        Set<String> retain,
        Set<String> skip,
        boolean force) {
    /** What follows a failure. */
    public enum OnFailure {
        ROLLBACK,
        DELETE,
        DO_NOTHING
    }

    public Operation {
        retain = Set.copyOf(retain);
        skip = Set.copyOf(skip);
    }

    public static Operation of(
            String token, Optional<String> clientToken, String principal, int target) {
        return new Operation(
                token,
                clientToken,
                principal,
                target,
                Optional.empty(),
                false,
                Optional.empty(),
                OnFailure.ROLLBACK,
                false,
                Set.of(),
                Set.of(),
                false);
    }

    public Operation failing(OnFailure what, boolean exceptOnCreate) {
        return new Operation(
                token,
                clientToken,
                principal,
                target,
                deadline,
                stopped,
                thenDelete,
                what,
                exceptOnCreate,
                retain,
                skip,
                force);
    }

    public Operation until(Optional<Instant> end) {
        return new Operation(
                token,
                clientToken,
                principal,
                target,
                end,
                stopped,
                thenDelete,
                onFailure,
                retainExceptOnCreate,
                retain,
                skip,
                force);
    }

    /**
     * @param deleter as whom the stack is then deleted; empty: it is not
     */
    public Operation stop(Optional<String> deleter) {
        return new Operation(
                token,
                clientToken,
                principal,
                target,
                deadline,
                true,
                deleter.or(() -> thenDelete),
                onFailure,
                retainExceptOnCreate,
                retain,
                skip,
                force);
    }

    /** The rest of it is done as somebody else. */
    public Operation as(String other) {
        return new Operation(
                token,
                clientToken,
                other,
                target,
                deadline,
                stopped,
                thenDelete,
                onFailure,
                retainExceptOnCreate,
                retain,
                skip,
                force);
    }

    /** The deletion that follows. */
    public Operation deletion() {
        return Operation.of(token + "-delete", clientToken, thenDelete.orElse(principal), target);
    }

    public Operation leaving(Set<String> resources, boolean anything) {
        return new Operation(
                token,
                clientToken,
                principal,
                target,
                deadline,
                stopped,
                thenDelete,
                onFailure,
                retainExceptOnCreate,
                resources,
                skip,
                anything);
    }

    public Operation skipping(Set<String> resources) {
        return new Operation(
                token,
                clientToken,
                principal,
                target,
                deadline,
                stopped,
                thenDelete,
                onFailure,
                retainExceptOnCreate,
                retain,
                resources,
                force);
    }
}
