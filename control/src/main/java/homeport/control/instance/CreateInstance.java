package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.control.instance.DbInstance.MasterPassword;
import homeport.control.name.Identifier;
import homeport.control.name.Tags;
import homeport.control.record.Commits;
import homeport.control.record.Commits.Attempt;
import homeport.store.Op;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;

/** CreateDBInstance: checks everything, writes the record, returns; the reconciler makes it so. */
public final class CreateInstance {
    /** Source: RDS user guide, "Quotas and constraints": DB instances for each Region. */
    public static final int QUOTA = 40;

    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int ID_LENGTH = 26;

    private final Instances instances;
    private final Addresses addresses;
    private final Surroundings around;
    private final Passwords passwords;
    private final ManagedSecrets secrets;
    private final Rules rules;
    private final Commits commits;
    private final Show show;
    private final SecureRandom random = new SecureRandom();

    CreateInstance(InstanceParts parts) {
        this.instances = parts.instances();
        this.addresses = parts.addresses();
        this.around = parts.around();
        this.passwords = parts.passwords();
        this.secrets = parts.secrets();
        this.rules = parts.rules();
        this.commits = parts.commits();
        this.show = parts.show();
    }

    CreateDbInstanceResponse create(Call call, CreateDbInstanceRequest r) {
        String identifier = Identifier.of("DBInstanceIdentifier", r.dbInstanceIdentifier(), 63);
        around.checkEngine(r.engine());
        Unsupported.check(r);
        around.checkClass(r.dbInstanceClass());
        credentials(r);
        rules.checkDatabase(Optional.ofNullable(r.dbName()));
        if (r.allocatedStorage() == null) throw missing("AllocatedStorage");
        String resourceId = newResourceId();
        String version = around.version(Optional.ofNullable(r.engineVersion()));
        Surroundings.Place place =
                around.subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        Settings settings = Requests.create(r, resolved(call, r, resourceId, version, place));
        rules.check(settings);
        around.checkCertificate(settings.access().caCertificate());
        if (r.optionGroupName() != null)
            around.checkOptionGroup(call, r.optionGroupName(), version);
        String zone = zone(r.availabilityZone(), r.multiAZ(), place, resourceId);
        New asked =
                new New(
                        identifier,
                        resourceId,
                        settings,
                        zone,
                        new DbInstance.Origin(Optional.empty()),
                        Tags.of(r.tags()));
        boolean managed = Boolean.TRUE.equals(r.manageMasterUserPassword());
        String password = managed ? passwords.generate() : r.masterUserPassword();
        DbInstance made = commit(call, asked, password, managed);
        return CreateDbInstanceResponse.builder()
                .dbInstance(show.of(call, made, Observed.of(made)))
                .build();
    }

    /** What a new instance is, before it has addresses and a password. */
    record New(
            String identifier,
            String resourceId,
            Settings settings,
            String zone,
            DbInstance.Origin origin,
            Map<String, String> tags) {}

    /** Also for instances that begin with a snapshot's data. */
    DbInstance commit(Call call, New asked, String password, boolean managed) {
        refuseExisting(call, asked.identifier());
        Optional<String> secret =
                managed
                        ? Optional.of(
                                secrets.create(
                                        call.region(),
                                        "rds!db-" + UUID.randomUUID(),
                                        json(asked.settings().access().masterUser(), password)))
                        : Optional.empty();
        try {
            return commits.run(() -> attempt(call, asked, password, secret));
        } catch (RuntimeException failed) {
            secret.ifPresent(secrets::delete);
            throw failed;
        }
    }

    private Attempt<DbInstance> attempt(
            Call call, New asked, String password, Optional<String> secret) {
        refuseExisting(call, asked.identifier());
        Addresses.Taken taken = addresses.take(asked.zone(), 2, asked.resourceId());
        DbInstance made =
                new DbInstance(
                        asked.identifier(),
                        asked.resourceId(),
                        call.account(),
                        call.now(),
                        asked.origin(),
                        new DbInstance.Place(
                                asked.zone(),
                                taken.addresses().getFirst(),
                                taken.addresses().getLast()),
                        asked.settings(),
                        Optional.empty(),
                        Optional.empty(),
                        new MasterPassword(
                                passwords.seal(password, asked.resourceId()),
                                asked.origin().snapshotData().isPresent() ? 0 : 1,
                                secret),
                        DbInstance.Power.ON,
                        0,
                        Optional.empty(),
                        asked.tags());
        List<Op> ops = new ArrayList<>(instances.create(call.region(), made));
        ops.addAll(taken.ops());
        return new Attempt<>(ops, made);
    }

    private void refuseExisting(Call call, String identifier) {
        if (instances.named(call.region(), identifier).isPresent())
            throw new AwsException("DBInstanceAlreadyExists", "DB instance already exists");
        if (instances.list(call.region()).size() >= QUOTA)
            throw new AwsException(
                    "InstanceQuotaExceeded",
                    "DB instance quota exceeded: %d instances in %s, allowed %d."
                            .formatted(QUOTA, call.region(), QUOTA));
    }

    private Requests.Resolved resolved(
            Call call,
            CreateDbInstanceRequest r,
            String resourceId,
            String version,
            Surroundings.Place place) {
        return new Requests.Resolved(
                resourceId,
                version,
                around.parameterGroup(call, Optional.ofNullable(r.dbParameterGroupName()), version),
                place.name(),
                around.securityGroups(call, r.vpcSecurityGroupIds(), place.vpcId()),
                Defaults.kmsKey(call.region(), call.account()),
                around.defaultCertificate(),
                around.defaultPort());
    }

    private void credentials(CreateDbInstanceRequest r) {
        if (r.masterUsername() == null) throw missing("MasterUsername");
        rules.checkMasterUser(r.masterUsername());
        boolean managed = Boolean.TRUE.equals(r.manageMasterUserPassword());
        if (managed && r.masterUserPassword() != null)
            throw AwsException.invalidCombination(
                    "You can't specify both MasterUserPassword and ManageMasterUserPassword.");
        if (!managed && r.masterUserSecretKmsKeyId() != null)
            throw AwsException.invalidCombination(
                    "MasterUserSecretKmsKeyId requires ManageMasterUserPassword.");
        if (managed) return;
        if (r.masterUserPassword() == null) throw missing("MasterUserPassword");
        rules.checkPassword(r.masterUserPassword());
    }

    static String zone(String asked, Boolean multiAz, Surroundings.Place place, String resourceId) {
        if (asked == null)
            return place.zones().get(Math.floorMod(resourceId.hashCode(), place.zones().size()));
        if (Boolean.TRUE.equals(multiAz))
            throw AwsException.invalidCombination(
                    "Requesting a specific availability zone is not valid for Multi-AZ instances.");
        if (!place.zones().contains(asked))
            throw new AwsException(
                    "InvalidVPCNetworkStateFault",
                    "DB subnet group %s has no subnet in availability zone %s; it covers %s."
                            .formatted(place.name(), asked, place.zones()));
        return asked;
    }

    /** {@code db-} and 26 letters or digits; never changes. Source: RDS API, DbiResourceId. */
    String newResourceId() {
        StringBuilder id = new StringBuilder("db-");
        for (int i = 0; i < ID_LENGTH; i++)
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        return id.toString();
    }

    static String json(String user, String password) {
        return "{\"username\":\"%s\",\"password\":\"%s\"}"
                .formatted(user, password.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static AwsException missing(String member) {
        return new AwsException(
                "MissingParameter", "The request must contain the parameter " + member + ".");
    }
}
