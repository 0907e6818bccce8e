package homeport.control.replica;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.CreateInstance;
import homeport.control.instance.DbInstance;
import homeport.control.instance.InstanceParts;
import homeport.control.instance.Instances.Instance;
import homeport.control.instance.Observed;
import homeport.control.instance.Replicas;
import homeport.control.instance.Settings;
import homeport.control.instance.Surroundings;
import homeport.control.instance.Unsupported;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import homeport.store.Op;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceReadReplicaResponse;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;

/**
 * CreateDBInstanceReadReplica: an instance that inherits its source's data and what depends on
 * them, and has all else of its own. Source: RDS API, CreateDBInstanceReadReplica.
 */
final class CreateReplica {
    private final InstanceParts parts;
    private final CreateInstance create;

    CreateReplica(InstanceParts parts, CreateInstance create) {
        this.parts = parts;
        this.create = create;
    }

    CreateDbInstanceReadReplicaResponse create(Call call, CreateDbInstanceReadReplicaRequest r) {
        String identifier =
                Identifier.of(
                        "DBInstanceIdentifier", r.dbInstanceIdentifier(), Identifier.INSTANCE_MAX);
        Instance source = new ReplicaSource(parts, call, r).find();
        boolean here = source.region().equals(call.region());
        checkKey(call, r, source.asked().settings(), here);
        if (r.replicaModeAsString() != null)
            throw AwsException.invalidCombination(
                    "ReplicaMode is not supported for engine postgres.");
        CreateDbInstanceRequest asInstance = InInstanceWords.of(r, source.asked(), here);
        Unsupported.check(asInstance);
        CreateInstance.keys(asInstance);
        parts.around().checkClass(asInstance.dbInstanceClass());
        refuseLess(asInstance, source);
        String resourceId = create.newResourceId("db-");
        DbInstance made =
                create.commit(
                        call,
                        asked(call, r, asInstance, source, identifier, resourceId),
                        // The passwords are those of the source's data.
                        new CreateInstance.Credentials(
                                parts.passwords().generate(), false, Optional.empty()),
                        () -> List.of(hold(call, r)));
        return CreateDbInstanceReadReplicaResponse.builder()
                .dbInstance(parts.show().of(call, made, Observed.of(made)))
                .build();
    }

    private CreateInstance.New asked(
            Call call,
            CreateDbInstanceReadReplicaRequest r,
            CreateDbInstanceRequest asInstance,
            Instance source,
            String identifier,
            String resourceId) {
        String version = source.seen().applied().orElse(source.asked().settings()).version();
        Surroundings.Place place =
                parts.around()
                        .subnetGroup(call, Optional.ofNullable(asInstance.dbSubnetGroupName()));
        String group =
                parts.around()
                        .parameterGroup(
                                call,
                                Optional.ofNullable(asInstance.dbParameterGroupName()),
                                version);
        if (r.optionGroupName() != null)
            parts.around().checkOptionGroup(call, r.optionGroupName(), version);
        Settings settings = create.settings(call, asInstance, resourceId, version, group, place);
        return new CreateInstance.New(
                identifier,
                resourceId,
                settings,
                CreateInstance.zone(r.availabilityZone(), r.multiAZ(), place, resourceId),
                DbInstance.Origin.NEW,
                Optional.of(Replicas.key(source)),
                Tags.of(r.tags()),
                false);
    }

    /** Writes the source as it is, so that of two that would be one too many only one commits. */
    private Op hold(Call call, CreateDbInstanceReadReplicaRequest r) {
        Instance source = new ReplicaSource(parts, call, r).find();
        return parts.instances().replace(source, source.asked());
    }

    private static void checkKey(
            Call call, CreateDbInstanceReadReplicaRequest r, Settings source, boolean here) {
        String key = r.kmsKeyId();
        if (here && key != null)
            throw AwsException.invalidCombination(
                    "Your request does not require the KMS key parameter. Please remove the KMS key"
                            + " parameter and try your request again.");
        if (here) return;
        boolean encrypted = source.storage().encrypted();
        if (encrypted && key == null)
            throw AwsException.invalidCombination(
                    "Cannot create a cross region unencrypted read replica from encrypted source.");
        if (!encrypted && key != null)
            throw AwsException.invalidCombination(
                    "Cannot create an encrypted read replica from an unencrypted source.");
        boolean foreign =
                key != null
                        && key.startsWith("arn:")
                        && !key.startsWith("arn:aws:kms:" + call.region() + ":");
        if (foreign)
            throw new AwsException(
                    "KMSKeyNotAccessibleFault",
                    "The KMS key '%s' can't be used: the replica needs a key of %s."
                            .formatted(key, call.region()));
    }

    private static void refuseLess(CreateDbInstanceRequest asked, Instance source) {
        int had = source.asked().settings().storage().allocatedGib();
        if (asked.allocatedStorage() < had)
            throw AwsException.invalidCombination(
                    "Invalid AllocatedStorage: %d GiB. The source has %d GiB."
                            .formatted(asked.allocatedStorage(), had));
    }
}
