package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance.MasterPassword;
import homeport.control.instance.Instances.Instance;
import homeport.control.name.Identifier;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits.Attempt;
import homeport.store.Op;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;

/**
 * ModifyDBInstance: the request over what should be. What may not wait takes effect now, the rest
 * now or in the maintenance window as ApplyImmediately says.
 */
final class ModifyInstance {
    /** A modification may be what mends the last four. */
    private static final Set<InstanceStatus> ALLOWED =
            EnumSet.of(
                    InstanceStatus.AVAILABLE,
                    InstanceStatus.FAILED,
                    InstanceStatus.INCOMPATIBLE_NETWORK,
                    InstanceStatus.INCOMPATIBLE_PARAMETERS,
                    InstanceStatus.STORAGE_FULL);

    private final InstanceParts parts;
    private final Surroundings around;

    ModifyInstance(InstanceParts parts) {
        this.parts = parts;
        this.around = parts.around();
    }

    ModifyDbInstanceResponse modify(Call call, ModifyDbInstanceRequest r) {
        Unsupported.check(r);
        if (r.engine() != null) around.checkEngine(r.engine());
        DbInstance made = parts.commits().run(() -> attempt(call, r));
        Instance now = parts.instances().named(call.region(), made.identifier()).orElseThrow();
        return ModifyDbInstanceResponse.builder()
                .dbInstance(parts.show().of(call, made, now.seen()))
                .build();
    }

    private Attempt<DbInstance> attempt(Call call, ModifyDbInstanceRequest r) {
        Instance instance =
                DescribeInstances.require(parts.instances(), call, r.dbInstanceIdentifier());
        requireModifiable(instance);
        DbInstance old = instance.asked();
        Settings base = old.pending().orElse(old.settings());
        Settings wanted = Requests.modify(r, base, found(call, r, old.settings()));
        check(old.settings(), wanted);
        boolean now = Boolean.TRUE.equals(r.applyImmediately());
        Settings atOnce = now ? wanted : Later.now(old.settings(), wanted);
        DbInstance changed =
                old.with(atOnce, atOnce.equals(wanted) ? Optional.empty() : Optional.of(wanted));
        Optional<String> name = newName(call, r, old);
        DbInstance withPassword = password(call, r, changed);
        if (withPassword.equals(old) && name.isEmpty() && !says(r))
            throw AwsException.invalidCombination("No modifications were requested");
        if (name.isPresent() && now) {
            DbInstance renamed = withPassword.renamed(name.get()).toBeNamed(Optional.empty());
            return new Attempt<>(parts.instances().rename(instance, renamed), renamed);
        }
        DbInstance done = name.isPresent() ? withPassword.toBeNamed(name) : withPassword;
        List<Op> ops = List.of(parts.instances().replace(instance, done));
        return new Attempt<>(ops, done);
    }

    private void check(Settings old, Settings wanted) {
        parts.rules().check(wanted);
        around.checkClass(wanted.instanceClass());
        if (!wanted.access().caCertificate().equals(old.access().caCertificate()))
            around.checkCertificate(wanted.access().caCertificate());
        int had = old.storage().allocatedGib();
        if (wanted.storage().allocatedGib() < had)
            throw AwsException.invalidCombination(
                    "Invalid storage size: %d GiB. Storage can't be made smaller than the present %d GiB."
                            .formatted(wanted.storage().allocatedGib(), had));
    }

    private Requests.Modified found(Call call, ModifyDbInstanceRequest r, Settings old) {
        Optional<String> version =
                Optional.ofNullable(r.engineVersion()).map(v -> upgrade(old.version(), v));
        String inUse = version.orElse(old.version());
        Optional<Surroundings.Place> place =
                Optional.ofNullable(r.dbSubnetGroupName())
                        .map(name -> around.subnetGroup(call, Optional.of(name)));
        String vpc =
                place.orElseGet(() ->
                                around.subnetGroup(call, Optional.of(old.access().subnetGroup())))
                        .vpcId();
        boolean groups = r.hasVpcSecurityGroupIds() && !r.vpcSecurityGroupIds().isEmpty();
        if (r.optionGroupName() != null) around.checkOptionGroup(call, r.optionGroupName(), inUse);
        return new Requests.Modified(
                version,
                Optional.ofNullable(r.dbParameterGroupName())
                        .map(name -> around.parameterGroup(call, Optional.of(name), inUse)),
                place.map(Surroundings.Place::name),
                groups
                        ? Optional.of(around.securityGroups(call, r.vpcSecurityGroupIds(), vpc))
                        : Optional.empty(),
                Defaults.kmsKey(call.region(), call.account()));
    }

    /** Only to a newer minor of the same major: the data folder of another major cannot be read. */
    private String upgrade(String from, String asked) {
        String to = around.version(Optional.of(asked));
        String major = InstanceView.major(from);
        boolean sameMajor = InstanceView.major(to).equals(major);
        int minorNow = Integer.parseInt(from.substring(major.length() + 1));
        int minorThen = sameMajor ? Integer.parseInt(to.substring(major.length() + 1)) : -1;
        if (minorThen < minorNow)
            throw AwsException.invalidCombination(
                    "Cannot upgrade postgres from %s to %s. Allowed here: a newer minor version of %s."
                            .formatted(from, to, major));
        return to;
    }

    private Optional<String> newName(Call call, ModifyDbInstanceRequest r, DbInstance old) {
        if (r.newDBInstanceIdentifier() == null) return Optional.empty();
        String name = Identifier.of("NewDBInstanceIdentifier", r.newDBInstanceIdentifier(), 63);
        if (name.equals(old.identifier())) return Optional.empty();
        if (parts.instances().named(call.region(), name).isPresent())
            throw new AwsException("DBInstanceAlreadyExists", "DB instance already exists");
        return Optional.of(name);
    }

    private DbInstance password(Call call, ModifyDbInstanceRequest r, DbInstance old) {
        boolean manage = Boolean.TRUE.equals(r.manageMasterUserPassword());
        boolean rotate = Boolean.TRUE.equals(r.rotateMasterUserPassword());
        boolean managed = old.password().secretArn().isPresent();
        checkPasswordMembers(r, manage, rotate, managed);
        if (r.masterUserPassword() != null) {
            parts.rules().checkPassword(r.masterUserPassword());
            boolean handsBack = Boolean.FALSE.equals(r.manageMasterUserPassword());
            if (managed && handsBack) parts.secrets().delete(old.password().secretArn().get());
            return withPassword(old, r.masterUserPassword(), Optional.empty());
        }
        if (manage && !managed || rotate) {
            String password = parts.passwords().generate();
            String json = CreateInstance.json(old.settings().access().masterUser(), password);
            Optional<String> secret = old.password().secretArn();
            if (secret.isPresent()) parts.secrets().put(secret.get(), json);
            else secret = Optional.of(newSecret(call, json));
            return withPassword(old, password, secret);
        }
        return old;
    }

    private void checkPasswordMembers(
            ModifyDbInstanceRequest r, boolean manage, boolean rotate, boolean managed) {
        if (manage && r.masterUserPassword() != null)
            throw AwsException.invalidCombination(
                    "You can't specify both MasterUserPassword and ManageMasterUserPassword.");
        if (rotate && !Boolean.TRUE.equals(r.applyImmediately()))
            throw AwsException.invalidCombination(
                    "You must specify apply immediately when rotating the master user password.");
        if (rotate && !managed)
            throw AwsException.invalidCombination(
                    "RotateMasterUserPassword requires a master user password that RDS manages.");
        boolean handsBack = Boolean.FALSE.equals(r.manageMasterUserPassword()) && managed;
        if (handsBack && r.masterUserPassword() == null)
            throw AwsException.invalidCombination(
                    "MasterUserPassword is required to stop managing the master user password.");
        if (managed && r.masterUserPassword() != null && !handsBack)
            throw AwsException.invalidCombination(
                    "MasterUserPassword can't be changed while RDS manages it; use"
                            + " RotateMasterUserPassword, or ManageMasterUserPassword=false with it.");
    }

    private String newSecret(Call call, String json) {
        return parts.secrets().create(call.region(), "rds!db-" + UUID.randomUUID(), json);
    }

    private DbInstance withPassword(DbInstance old, String password, Optional<String> secret) {
        return old.with(
                new MasterPassword(
                        parts.passwords().seal(password, old.resourceId()),
                        old.password().generation() + 1,
                        secret));
    }

    private static void requireModifiable(Instance instance) {
        if (!ALLOWED.contains(InstanceStatus.of(instance.asked(), instance.seen())))
            throw new AwsException(
                    "InvalidDBInstanceState", "Database instance is not in available state.");
    }

    /** A member was given, though it may say what is so already. */
    private static boolean says(ModifyDbInstanceRequest r) {
        return r.sdkFields().stream()
                .filter(field -> !field.memberName().equals("DBInstanceIdentifier"))
                .filter(field -> !field.memberName().equals("ApplyImmediately"))
                .map(field -> field.getValueOrDefault(r))
                .anyMatch(value -> value != null && !(value instanceof SdkAutoConstructList));
    }
}
