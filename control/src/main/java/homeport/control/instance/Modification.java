package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance.MasterPassword;
import homeport.control.instance.Instances.Instance;
import homeport.control.plan.InstanceStatus;
import homeport.control.record.Commits.Attempt;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/**
 * A modification of an instance or a cluster: the request over what should be. What may not wait
 * takes effect now, the rest now or in the maintenance window as ApplyImmediately says.
 */
public final class Modification {
    /** A modification may be what mends the last four. */
    private static final Set<InstanceStatus> ALLOWED =
            EnumSet.of(
                    InstanceStatus.AVAILABLE,
                    InstanceStatus.FAILED,
                    InstanceStatus.INCOMPATIBLE_NETWORK,
                    InstanceStatus.INCOMPATIBLE_PARAMETERS,
                    InstanceStatus.STORAGE_FULL);

    /** Stands for a secret while it is found out whether one is needed. */
    private static final String UNMADE = "unmade";

    private final InstanceParts parts;
    private final Surroundings around;

    public Modification(InstanceParts parts) {
        this.parts = parts;
        this.around = parts.around();
    }

    /** What is modified, and in what modifying it differs from modifying others. */
    public interface Subject {
        /**
         * @throws AwsException there is none of this name
         */
        Instance find();

        /** Says that it is in no state for this. */
        AwsException unfit(InstanceStatus status);

        /** Beside what is checked for all. */
        void check(Settings old, Settings wanted);

        String parameterGroup(String name, String version);

        /**
         * @return the name as it is kept
         * @throws AwsException it is no identifier
         */
        String name(String asked);

        /** Who has the name or is to have it, by resource id. */
        Optional<String> owner(String name);

        /** Says that another has the name. */
        AwsException taken();
    }

    /**
     * @param r of a cluster: in the words of an instance
     */
    public Changed carryOut(Call call, ModifyDbInstanceRequest r, Subject subject) {
        String generated = parts.passwords().generate();
        // Every check, before a secret is made for it.
        DbInstance planned =
                attempt(call, r, subject, generated, Optional.of(UNMADE)).result().after();
        Optional<String> secret =
                planned.password()
                        .secretArn()
                        .filter(UNMADE::equals)
                        .map(_ -> newSecret(call, planned, generated));
        Changed done;
        try {
            done = parts.commits().run(() -> attempt(call, r, subject, generated, secret));
        } catch (RuntimeException failed) {
            secret.ifPresent(parts.secrets()::delete);
            throw failed;
        }
        done.retiredSecret().ifPresent(parts.secrets()::delete);
        return done;
    }

    private String newSecret(Call call, DbInstance asked, String password) {
        String user = asked.settings().access().masterUser();
        return CreateInstance.newSecret(parts.secrets(), call, asked.clustered(), user, password);
    }

    /** The instance as it was found and as it is to be. */
    public record Changed(Instance before, DbInstance after) {
        /** The secret that no longer holds its password. */
        Optional<String> retiredSecret() {
            Optional<String> had = before.asked().password().secretArn();
            return had.filter(_ -> after.password().secretArn().isEmpty());
        }
    }

    /**
     * Without effects of its own, so that it may be repeated.
     *
     * @param generated the password of the service's making, should one be needed
     * @param secret for it, should there be none yet
     */
    private Attempt<Changed> attempt(
            Call call,
            ModifyDbInstanceRequest r,
            Subject subject,
            String generated,
            Optional<String> secret) {
        Instance instance = subject.find();
        InstanceStatus status = InstanceStatus.of(instance.asked(), instance.seen());
        if (!ALLOWED.contains(status)) throw subject.unfit(status);
        DbInstance old = instance.asked();
        Settings base = old.pending().orElse(old.settings());
        Settings wanted = Requests.modify(r, base, found(call, r, subject, old.settings(), base));
        subject.check(old.settings(), wanted);
        check(old.settings(), wanted);
        boolean now = Boolean.TRUE.equals(r.applyImmediately());
        Settings atOnce = now ? wanted : Later.now(old.settings(), wanted);
        DbInstance changed =
                old.with(atOnce, atOnce.equals(wanted) ? Optional.empty() : Optional.of(wanted))
                        .toBeNamed(newName(r, subject, old));
        DbInstance asked = password(call, r, changed, generated, secret);
        DbInstance done = now ? asked.adopted() : asked;
        if (done.equals(old) && !says(r))
            throw AwsException.invalidCombination("No modifications were requested");
        return new Attempt<>(parts.instances().rename(instance, done), new Changed(instance, done));
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

    private Requests.Modified found(
            Call call, ModifyDbInstanceRequest r, Subject subject, Settings old, Settings base) {
        Optional<String> version =
                Optional.ofNullable(r.engineVersion())
                        .map(v -> upgrade(old.version(), v, r.allowMajorVersionUpgrade()));
        String inUse = version.orElse(base.version());
        Optional<Surroundings.Place> place =
                Optional.ofNullable(r.dbSubnetGroupName())
                        .map(name -> around.subnetGroup(call, Optional.of(name)));
        String vpc =
                place.orElseGet(() ->
                                around.subnetGroup(call, Optional.of(base.access().subnetGroup())))
                        .vpcId();
        boolean groups = r.hasVpcSecurityGroupIds() && !r.vpcSecurityGroupIds().isEmpty();
        if (r.optionGroupName() != null) around.checkOptionGroup(call, r.optionGroupName(), inUse);
        return new Requests.Modified(
                version,
                Optional.ofNullable(r.dbParameterGroupName())
                        .map(name -> subject.parameterGroup(name, inUse)),
                place.map(Surroundings.Place::name),
                groups
                        ? Optional.of(around.securityGroups(call, r.vpcSecurityGroupIds(), vpc))
                        : Optional.empty(),
                CreateInstance.key(call, r.performanceInsightsKMSKeyId()));
    }

    /** Only to a newer minor of the same major: the data folder of another major cannot be read. */
    private String upgrade(String from, String asked, Boolean allowMajor) {
        String to = around.version(Optional.of(asked));
        String major = InstanceView.major(from);
        boolean sameMajor = InstanceView.major(to).equals(major);
        boolean newer = Integer.parseInt(InstanceView.major(to)) > Integer.parseInt(major);
        if (newer && !Boolean.TRUE.equals(allowMajor))
            throw AwsException.invalidCombination(
                    "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major"
                            + " version.");
        int minorNow = Integer.parseInt(from.substring(major.length() + 1));
        int minorThen = sameMajor ? Integer.parseInt(to.substring(major.length() + 1)) : -1;
        if (minorThen < minorNow)
            throw AwsException.invalidCombination(
                    "Cannot upgrade postgres from %s to %s. Allowed here: a newer minor version of %s."
                            .formatted(from, to, major));
        return to;
    }

    /** The name to come; what was to come so far when the request has none. */
    private static Optional<String> newName(
            ModifyDbInstanceRequest r, Subject subject, DbInstance old) {
        if (r.newDBInstanceIdentifier() == null) return old.pendingName();
        String name = subject.name(r.newDBInstanceIdentifier());
        if (name.equals(old.identifier())) return Optional.empty();
        if (subject.owner(name).filter(id -> !id.equals(old.resourceId())).isPresent())
            throw subject.taken();
        return Optional.of(name);
    }

    private DbInstance password(
            Call call,
            ModifyDbInstanceRequest r,
            DbInstance old,
            String generated,
            Optional<String> secret) {
        boolean manage = Boolean.TRUE.equals(r.manageMasterUserPassword());
        boolean rotate = Boolean.TRUE.equals(r.rotateMasterUserPassword());
        MasterPassword now = old.password();
        checkPasswordMembers(r, manage, rotate, now.secretArn().isPresent());
        if (r.masterUserPassword() != null) {
            parts.rules().checkPassword(r.masterUserPassword());
            return withPassword(old, r.masterUserPassword(), Optional.empty(), Optional.empty());
        }
        if (rotate) return withPassword(old, generated, now.secretArn(), now.secretKey());
        if (!manage || now.secretArn().isPresent()) return old;
        String key = CreateInstance.secretKey(call, r.masterUserSecretKmsKeyId());
        return withPassword(old, generated, secret, Optional.of(key));
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
        if (r.masterUserSecretKmsKeyId() != null && (!manage || managed))
            throw AwsException.invalidCombination(
                    "MasterUserSecretKmsKeyId requires ManageMasterUserPassword and can't be changed"
                            + " later.");
        boolean handsBack = Boolean.FALSE.equals(r.manageMasterUserPassword()) && managed;
        if (handsBack && r.masterUserPassword() == null)
            throw AwsException.invalidCombination(
                    "MasterUserPassword is required to stop managing the master user password.");
        if (managed && r.masterUserPassword() != null && !handsBack)
            throw AwsException.invalidCombination(
                    "MasterUserPassword can't be changed while RDS manages it; use"
                            + " RotateMasterUserPassword, or ManageMasterUserPassword=false with it.");
    }

    private DbInstance withPassword(
            DbInstance old, String password, Optional<String> secret, Optional<String> key) {
        return old.with(
                new MasterPassword(
                        parts.passwords().seal(password, old.resourceId()),
                        old.password().generation() + 1,
                        secret,
                        key));
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
