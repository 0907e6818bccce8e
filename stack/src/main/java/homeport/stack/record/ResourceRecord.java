package homeport.stack.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDriftStatus;
import tools.jackson.databind.node.ObjectNode;

/**
 * A resource of a stack.
 *
 * @param here what there is of it
 * @param before what there was when the operation began, if that changed or replaced it
 * @param attempt what the operation wants of it
 * @param leftover what nobody needs any more and was not deleted yet
 * @param settled the phase of an operation that has nothing more to do here
 */
public record ResourceRecord(
        String logicalId,
        String type,
        ResourceStatus status,
        Optional<String> reason,
        Instant changed,
        Optional<Physical> here,
        Optional<Physical> before,
        Optional<Attempt> attempt,
        List<Physical> leftover,
        String settled,
        Optional<Drift> drift) {
    public ResourceRecord {
        leftover = List.copyOf(leftover);
    }

    /**
     * How it differs from its template.
     *
     * @param expected JSON, as is {@code actual}
     */
    public record Drift(
            StackResourceDriftStatus status,
            Instant at,
            ObjectNode expected,
            ObjectNode actual,
            List<Difference> differences) {
        public Drift {
            differences = List.copyOf(differences);
        }
    }

    /** One value; an empty text where there is none. */
    public record Difference(String path, String expected, String actual) {}

    public static ResourceRecord fresh(String logicalId, String type, Instant now) {
        return new ResourceRecord(
                logicalId,
                type,
                ResourceStatus.CREATE_IN_PROGRESS,
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "",
                Optional.empty());
    }

    public String physicalId() {
        return here.or(() -> before).map(Physical::id).orElse("");
    }

    public ResourceRecord status(ResourceStatus next, Optional<String> why, Instant now) {
        return new ResourceRecord(
                logicalId, type, next, why, now, here, before, attempt, leftover, settled, drift);
    }

    private ResourceRecord with(
            Optional<Physical> nowHere,
            Optional<Physical> was,
            Optional<Attempt> trying,
            List<Physical> left,
            String done) {
        return new ResourceRecord(
                logicalId, type, status, reason, changed, nowHere, was, trying, left, done, drift);
    }

    /** Something is wanted of it; what is there is remembered. */
    public ResourceRecord begin(Attempt wanted) {
        return switch (wanted.kind()) {
            case CREATE ->
                    new ResourceRecord(
                            logicalId,
                            type,
                            status,
                            reason,
                            changed,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(wanted),
                            leftover,
                            "",
                            Optional.empty());
            case UPDATE -> with(here, here, Optional.of(wanted), leftover, "");
            case REPLACE -> with(Optional.empty(), here, Optional.of(wanted), leftover, "");
        };
    }

    public ResourceRecord made(String id) {
        return with(
                Optional.of(Physical.of(id, type, attempt.orElseThrow())),
                before,
                attempt,
                leftover,
                settled);
    }

    public ResourceRecord updated() {
        Physical now = here.orElseThrow().changed(attempt.orElseThrow());
        return with(Optional.of(now), before, attempt, leftover, settled);
    }

    /** Nothing of it changes but what only the stack knows of. */
    public ResourceRecord kept(Attempt same) {
        return with(here.map(one -> one.changed(same)), here, Optional.empty(), leftover, settled);
    }

    public ResourceRecord settled(String phase) {
        return with(here, before, attempt, leftover, phase);
    }

    /** It is again what it was; what had been made in its place is left over. */
    public ResourceRecord restored() {
        List<Physical> left = new ArrayList<>(leftover);
        here.filter(now -> before.filter(was -> was.id().equals(now.id())).isEmpty())
                .ifPresent(left::add);
        return with(before, Optional.empty(), Optional.empty(), left, settled);
    }

    /** The operation has succeeded: what was before it is left over, unless it is still here. */
    public ResourceRecord accepted() {
        List<Physical> left = new ArrayList<>(leftover);
        before.filter(was -> here.filter(now -> now.id().equals(was.id())).isEmpty())
                .ifPresent(left::add);
        return with(here, Optional.empty(), Optional.empty(), left, settled);
    }

    /** One physical resource of it is gone, or nobody's concern any more. */
    public ResourceRecord without(Physical gone) {
        List<Physical> left = new ArrayList<>(leftover);
        left.removeIf(one -> one.id().equals(gone.id()));
        return with(
                here.filter(one -> !one.id().equals(gone.id())),
                before.filter(one -> !one.id().equals(gone.id())),
                attempt,
                left,
                settled);
    }

    public ResourceRecord drifted(Drift found) {
        return new ResourceRecord(
                logicalId,
                type,
                status,
                reason,
                changed,
                here,
                before,
                attempt,
                leftover,
                settled,
                Optional.of(found));
    }
}
