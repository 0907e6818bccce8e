package homeport.stack.record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;

/**
 * A change that can be looked at before it is made.
 *
 * @param principal who asked for it
 * @param create it makes the stack
 */
public record ChangeSet(
        String region,
        String account,
        String name,
        String uuid,
        String stackId,
        String stackName,
        Instant created,
        Optional<String> description,
        ChangeSetStatus status,
        Optional<String> reason,
        ExecutionStatus execution,
        boolean create,
        Definition definition,
        Optional<String> roleArn,
        String principal,
        Operation.OnFailure onFailure,
        Optional<String> clientToken,
        List<PlannedChange> changes) {
    public ChangeSet {
        changes = List.copyOf(changes);
    }

    public String id() {
        return "arn:aws:cloudformation:%s:%s:changeSet/%s/%s"
                .formatted(region, account, name, uuid);
    }

    public ChangeSet execution(ExecutionStatus now) {
        return new ChangeSet(
                region,
                account,
                name,
                uuid,
                stackId,
                stackName,
                created,
                description,
                status,
                reason,
                now,
                create,
                definition,
                roleArn,
                principal,
                onFailure,
                clientToken,
                changes);
    }
}
