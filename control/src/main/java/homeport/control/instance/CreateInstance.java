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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;

/** CreateDBInstance: checks everything, writes the record, returns; the reconciler makes it so. */
public final class CreateInstance {
    /** Source: RDS user guide, "Quotas and constraints": DB instances for each Region. */
    private static final int QUOTA = 100;

    /** What an AWS account begins with. Source: RDS user guide, "Quotas and constraints". */
    private static final int QUOTA_OF_AWS = 40;

    /** Source: RDS user guide, "Quotas and constraints": DB clusters for each Region. */
    public static final int CLUSTER_QUOTA = 40;

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
        String identifier =
                Identifier.of(
                        "DBInstanceIdentifier", r.dbInstanceIdentifier(), Identifier.INSTANCE_MAX);
        around.checkEngine(r.engine());
        Unsupported.check(r);
        if (r.dbClusterIdentifier() != null) throw inCluster(call, r.dbClusterIdentifier());
        check(r);
        rules.checkDatabase("DBName", Optional.ofNullable(r.dbName()));
        String resourceId = newResourceId();
        String version = around.version(Optional.ofNullable(r.engineVersion()));
        Surroundings.Place place =
                around.subnetGroup(call, Optional.ofNullable(r.dbSubnetGroupName()));
        String group =
                around.parameterGroup(call, Optional.ofNullable(r.dbParameterGroupName()), version);
        Settings settings = settings(call, r, resourceId, version, group, place);
        if (r.optionGroupName() != null)
            around.checkOptionGroup(call, r.optionGroupName(), version);
        String zone = zone(r.availabilityZone(), r.multiAZ(), place, resourceId);
        New asked =
                new New(
                        identifier,
                        resourceId,
                        settings,
                        zone,
                        DbInstance.Origin.NEW,
                        Optional.empty(),
                        Tags.of(r.tags()),
                        false);
        DbInstance made = commit(call, asked, credentials(call, r));
        return CreateDbInstanceResponse.builder()
                .dbInstance(show.of(call, made, Observed.of(made)))
                .build();
    }

    /**
     * What can be said without looking around.
     *
     * @param r of a cluster: in the words of an instance
     */
    public void check(CreateDbInstanceRequest r) {
        around.checkClass(r.dbInstanceClass());
        checkCredentials(r);
        keys(r);
        if (r.allocatedStorage() == null) throw missing("AllocatedStorage");
    }

    /**
     * The settings that the request asks for, checked.
     *
     * @param r of a cluster: in the words of an instance
     */
    public Settings settings(
            Call call,
            CreateDbInstanceRequest r,
            String resourceId,
            String version,
            String parameterGroup,
            Surroundings.Place place) {
        Settings settings =
                Requests.create(r, resolved(call, r, resourceId, version, parameterGroup, place));
        rules.check(settings);
        around.checkCertificate(settings.access().caCertificate());
        return settings;
    }

    /** The master password that the request asks for. */
    public Credentials credentials(Call call, CreateDbInstanceRequest r) {
        return Boolean.TRUE.equals(r.manageMasterUserPassword())
                ? managed(call, r.masterUserSecretKmsKeyId())
                : new Credentials(r.masterUserPassword(), true, Optional.empty());
    }

    /** Source: what AWS answers to CreateDBInstance for a cluster that is no Aurora one. */
    private AwsException inCluster(Call call, String cluster) {
        String name = cluster.toLowerCase(Locale.ROOT);
        boolean known =
                Identifier.fits(name, Identifier.CLUSTER_MAX)
                        && instances.clusterNamed(call.region(), name).isPresent();
        return known
                ? AwsException.invalidValue(
                        "CreateDBInstance can't be used to create a DB instance in a Multi-AZ DB"
                                + " cluster. Use CreateDBCluster instead.")
                : new AwsException(
                        "DBClusterNotFoundFault", "DBCluster %s not found.".formatted(cluster));
    }

    /** What a new instance is, before it has addresses and a password. */
    public record New(
            String identifier,
            String resourceId,
            Settings settings,
            String zone,
            DbInstance.Origin origin,
            Optional<DbInstance.ReplicaOf> replicaOf,
            Map<String, String> tags,
            boolean cluster) {}

    /**
     * The master password of a new instance.
     *
     * @param set in the database; otherwise the data bring their own
     * @param secretKey of the secret that is to hold it; empty: none is
     */
    public record Credentials(String password, boolean set, Optional<String> secretKey) {
        @Override
        public String toString() {
            return "Credentials[***]";
        }
    }

    /** A password of the service's making, kept in a secret. */
    Credentials managed(Call call, String key) {
        return new Credentials(passwords.generate(), true, Optional.of(secretKey(call, key)));
    }

    static String secretKey(Call call, String given) {
        return given == null
                ? Keys.managed("secretsmanager", call.region(), call.account())
                : Keys.arn(given, "secretsmanager", call.region(), call.account());
    }

    /**
     * @param cluster it is the password of a cluster
     */
    static String newSecret(
            ManagedSecrets secrets, Call call, boolean cluster, String user, String password) {
        return secrets.create(
                call.region(),
                (cluster ? "rds!cluster-" : "rds!db-") + UUID.randomUUID(),
                Passwords.secretText(user, password));
    }

    /** Also for instances that begin with a snapshot's data. */
    public DbInstance commit(Call call, New asked, Credentials credentials) {
        return commit(call, asked, credentials, List::of);
    }

    /**
     * @param also what has to hold or change with the creation; asked for anew in each attempt
     */
    public DbInstance commit(
            Call call, New asked, Credentials credentials, Supplier<List<Op>> also) {
        refuseExisting(call, asked);
        String user = asked.settings().access().masterUser();
        Optional<String> secret =
                credentials
                        .secretKey()
                        .map(_ ->
                                newSecret(
                                        secrets,
                                        call,
                                        asked.cluster(),
                                        user,
                                        credentials.password()));
        try {
            return commits.run(() -> attempt(call, asked, credentials, secret, also.get()));
        } catch (RuntimeException failed) {
            secret.ifPresent(secrets::delete);
            throw failed;
        }
    }

    private Attempt<DbInstance> attempt(
            Call call, New asked, Credentials credentials, Optional<String> secret, List<Op> also) {
        refuseExisting(call, asked);
        int endpoints = asked.cluster() ? 2 + Cluster.NODES : 1;
        Addresses.Taken taken = addresses.take(asked.zone(), endpoints + 1, asked.resourceId());
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
                        asked.cluster()
                                ? Optional.of(
                                        cluster(
                                                call.region(),
                                                asked.identifier(),
                                                taken.addresses()))
                                : Optional.empty(),
                        asked.replicaOf(),
                        asked.settings(),
                        Optional.empty(),
                        Optional.empty(),
                        new MasterPassword(
                                passwords.seal(credentials.password(), asked.resourceId()),
                                credentials.set() ? 1 : 0,
                                secret,
                                credentials.secretKey()),
                        DbInstance.Power.ON,
                        0,
                        Optional.empty(),
                        asked.tags());
        List<Op> ops = new ArrayList<>(instances.create(call.region(), made));
        ops.addAll(taken.ops());
        ops.addAll(also);
        return new Attempt<>(ops, made);
    }

    /** The reader endpoint has the second address, the members those that follow. */
    private Cluster cluster(String region, String identifier, List<String> endpoints) {
        List<String> names = memberNames(region, identifier);
        Map<String, Cluster.Member> members = new TreeMap<>();
        for (int n = 1; n <= Cluster.NODES; n++)
            members.put(
                    "n" + n,
                    new Cluster.Member(
                            names.get(n - 1),
                            newResourceId("db-"),
                            endpoints.get(1 + n),
                            0,
                            Map.of()));
        return new Cluster(endpoints.get(1), members);
    }

    /**
     * {@code <cluster>-instance-1} and so on; what is in use is left out: members keep their names
     * when their cluster is renamed.
     */
    private List<String> memberNames(String region, String cluster) {
        return IntStream.iterate(1, n -> n + 1)
                .mapToObj(n -> cluster + "-instance-" + n)
                .filter(name -> instances.owner(region, name).isEmpty())
                .limit(Cluster.NODES)
                .toList();
    }

    private void refuseExisting(Call call, New asked) {
        String region = call.region();
        if (asked.cluster()) refuseExistingCluster(region, asked.identifier());
        else if (instances.owner(region, asked.identifier()).isPresent())
            throw new AwsException("DBInstanceAlreadyExists", "DB instance already exists");
        int more = asked.cluster() ? Cluster.NODES : 1;
        int count = instances.count(region);
        int quota = quota(rules.strict());
        if (count + more > quota)
            throw new AwsException(
                    "InstanceQuotaExceeded",
                    "DB instance quota exceeded: %d instances in %s, allowed %d."
                            .formatted(count, region, quota));
    }

    private void refuseExistingCluster(String region, String identifier) {
        if (instances.clusterOwner(region, identifier).isPresent())
            throw new AwsException("DBClusterAlreadyExistsFault", "DB Cluster already exists");
        int count = instances.clusters(region).size();
        if (count >= CLUSTER_QUOTA)
            throw new AwsException(
                    "DBClusterQuotaExceededFault",
                    "DB cluster quota exceeded: %d clusters in %s, allowed %d."
                            .formatted(count, region, CLUSTER_QUOTA));
    }

    /** Instances of one region. */
    public static int quota(boolean strict) {
        return strict ? QUOTA_OF_AWS : QUOTA;
    }

    private Requests.Resolved resolved(
            Call call,
            CreateDbInstanceRequest r,
            String resourceId,
            String version,
            String parameterGroup,
            Surroundings.Place place) {
        return new Requests.Resolved(
                resourceId,
                version,
                parameterGroup,
                place.name(),
                around.securityGroups(call, r.vpcSecurityGroupIds(), place.vpcId()),
                key(call, r.kmsKeyId()),
                key(call, r.performanceInsightsKMSKeyId()),
                around.defaultCertificate(),
                around.defaultPort());
    }

    /** The key that was given, or the account's own. */
    public static String key(Call call, String given) {
        return given == null
                ? Keys.managed("rds", call.region(), call.account())
                : Keys.arn(given, "rds", call.region(), call.account());
    }

    /** Keys need what they are for. */
    public static void keys(CreateDbInstanceRequest r) {
        if (r.kmsKeyId() != null && !Boolean.TRUE.equals(r.storageEncrypted()))
            throw AwsException.invalidCombination("KmsKeyId requires StorageEncrypted.");
        boolean insights = Boolean.TRUE.equals(r.enablePerformanceInsights());
        if (r.performanceInsightsKMSKeyId() != null && !insights)
            throw AwsException.invalidCombination(
                    "PerformanceInsightsKMSKeyId requires EnablePerformanceInsights.");
    }

    private void checkCredentials(CreateDbInstanceRequest r) {
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

    /**
     * @param asked null: any, but the same for the same resource id
     */
    public static String zone(
            String asked, Boolean multiAz, Surroundings.Place place, String resourceId) {
        if (Boolean.TRUE.equals(multiAz) && place.zones().size() < 2)
            throw new AwsException(
                    "DBSubnetGroupDoesNotCoverEnoughAZs",
                    "DB Subnet Group doesn't meet availability zone coverage requirement. Please add"
                            + " subnets to cover at least 2 availability zones. Current coverage: %d"
                                    .formatted(place.zones().size()));
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
        return newResourceId("db-");
    }

    /**
     * @param kind {@code db-} or {@code cluster-}
     */
    public String newResourceId(String kind) {
        StringBuilder id = new StringBuilder(kind);
        for (int i = 0; i < ID_LENGTH; i++)
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        return id.toString();
    }

    private static AwsException missing(String member) {
        return new AwsException(
                "MissingParameter", "The request must contain the parameter " + member + ".");
    }
}
