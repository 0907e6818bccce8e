package homeport.stack.record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.model.StackDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/**
 * A stack. Its status says what is to be done next, so whoever reads it can go on.
 *
 * @param uuid tells it from others that have or had its name
 * @param definition in force; {@link #NO_DEFINITION} before the first creation has succeeded
 * @param imports exports of others that it uses; they cannot go while it does
 * @param policy the stack policy, kept and not enforced
 * @param changeSetId the change set that was executed last
 */
public record StackRecord(
        String region,
        String account,
        String name,
        String uuid,
        StackStatus status,
        Optional<String> reason,
        Instant created,
        Optional<Instant> updated,
        Optional<Instant> deleted,
        Optional<String> description,
        int definition,
        Settings settings,
        List<OutputValue> outputs,
        Set<String> imports,
        Optional<Operation> operation,
        Optional<String> changeSetId,
        Optional<Drift> drift) {
    public static final int NO_DEFINITION = 0;

    public StackRecord {
        outputs = List.copyOf(outputs);
        imports = Set.copyOf(imports);
    }

    /**
     * What can be changed without an operation, and what a creation said for good.
     *
     * @param roleArn as which operations are done unless they name another
     */
    public record Settings(
            Optional<String> roleArn,
            boolean disableRollback,
            boolean retainExceptOnCreate,
            Optional<Integer> timeoutInMinutes,
            boolean terminationProtection,
            Optional<String> policy) {
        public Settings protect(boolean on) {
            return new Settings(
                    roleArn, disableRollback, retainExceptOnCreate, timeoutInMinutes, on, policy);
        }

        public Settings policy(String body) {
            return new Settings(
                    roleArn,
                    disableRollback,
                    retainExceptOnCreate,
                    timeoutInMinutes,
                    terminationProtection,
                    Optional.of(body));
        }

        public Settings role(Optional<String> arn) {
            return new Settings(
                    arn.or(() -> roleArn),
                    disableRollback,
                    retainExceptOnCreate,
                    timeoutInMinutes,
                    terminationProtection,
                    policy);
        }
    }

    /**
     * @param export the name under which others import it
     */
    public record OutputValue(
            String name, String value, Optional<String> description, Optional<String> export) {}

    /** What the last look for drift found. */
    public record Drift(String detectionId, StackDriftStatus status, int drifted, Instant at) {}

    public String id() {
        return "arn:aws:cloudformation:%s:%s:stack/%s/%s".formatted(region, account, name, uuid);
    }

    /** It exists for whoever asks by name. */
    public boolean alive() {
        return status != StackStatus.DELETE_COMPLETE;
    }

    public boolean busy() {
        return status.toString().endsWith("_IN_PROGRESS")
                && status != StackStatus.REVIEW_IN_PROGRESS;
    }

    /** The operation under way, or the last one. */
    public Operation op() {
        return operation.orElseThrow();
    }

    public StackRecord become(StackStatus next, Optional<String> why) {
        return with(next, why, definition, operation);
    }

    public StackRecord with(
            StackStatus next, Optional<String> why, int inForce, Optional<Operation> doing) {
        return new StackRecord(
                region,
                account,
                name,
                uuid,
                next,
                why,
                created,
                updated,
                deleted,
                description,
                inForce,
                settings,
                outputs,
                imports,
                doing,
                changeSetId,
                drift);
    }

    public StackRecord operation(Operation doing) {
        return with(status, reason, definition, Optional.of(doing));
    }

    public StackRecord settings(Settings now) {
        return new StackRecord(
                region,
                account,
                name,
                uuid,
                status,
                reason,
                created,
                updated,
                deleted,
                description,
                definition,
                now,
                outputs,
                imports,
                operation,
                changeSetId,
                drift);
    }

    public StackRecord updated(Instant when, Optional<String> changeSet) {
        return new StackRecord(
                region,
                account,
                name,
                uuid,
                status,
                reason,
                created,
                Optional.of(when),
                deleted,
                description,
                definition,
                settings,
                outputs,
                imports,
                operation,
                changeSet.or(() -> changeSetId),
                drift);
    }

    public StackRecord made(Optional<String> text, List<OutputValue> now, Set<String> using) {
        return new StackRecord(
                region,
                account,
                name,
                uuid,
                status,
                reason,
                created,
                updated,
                deleted,
                text,
                definition,
                settings,
                now,
                using,
                operation,
                changeSetId,
                drift);
    }

    public StackRecord described(Optional<String> text) {
        return made(text, outputs, imports);
    }

    public StackRecord using(Set<String> exports) {
        return made(description, outputs, exports);
    }

    public StackRecord gone(Instant when) {
        return new StackRecord(
                region,
                account,
                name,
                uuid,
                StackStatus.DELETE_COMPLETE,
                Optional.empty(),
                created,
                updated,
                Optional.of(when),
                description,
                definition,
                settings,
                outputs,
                Set.of(),
                operation,
                changeSetId,
                drift);
    }

    public StackRecord drifted(Drift found) {
        return new StackRecord(
                region,
                account,
                name,
                uuid,
                status,
                reason,
                created,
                updated,
                deleted,
                description,
                definition,
                settings,
                outputs,
                imports,
                operation,
                changeSetId,
                Optional.of(found));
    }
}
