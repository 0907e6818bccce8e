package homeport.cloud.iam.access;

import homeport.aws.AwsException;
import homeport.aws.Call;
import homeport.aws.Permission;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Group;
import homeport.cloud.iam.directory.IdentityStore;
import homeport.cloud.iam.directory.Role;
import homeport.cloud.iam.directory.User;
import homeport.cloud.iam.policy.Ask;
import homeport.cloud.iam.policy.Facts;
import homeport.cloud.iam.policy.Layers;
import homeport.cloud.iam.policy.Policy;
import homeport.cloud.iam.policy.Policy.Kind;
import homeport.cloud.iam.policy.Verdict;
import homeport.cloud.iam.policy.Who;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one principal may do, decided anew for each request from the policies of that moment. */
final class Gate implements Permission {
    private static final String ASSUME = "sts:AssumeRole";

    /** Needs no permission, whoever asks. Source: STS API reference, "GetCallerIdentity". */
    private static final String WHO_AM_I = "GetCallerIdentity";

    /**
     * All that a session of GetSessionToken may ask of STS; of IAM it may ask nothing. Source: STS
     * API reference, "GetSessionToken".
     */
    private static final Set<String> SESSION_TOKENS_MAY = Set.of("AssumeRole", WHO_AM_I);

    /** Source: Service Authorization Reference, "Condition keys for AWS Secrets Manager". */
    static final String SECRET_TAG = "secretsmanager:ResourceTag/";

    private final Principal principal;
    private final IdentityStore store;
    private final Policies policies;
    private final Neighbours neighbours;

    Gate(Principal principal, IdentityStore store, Policies policies, Neighbours neighbours) {
        this.principal = principal;
        this.store = store;
        this.policies = policies;
        this.neighbours = neighbours;
    }

    @Override
    public void check(Call call, Asked asked) {
        if (principal instanceof Principal.OfUser user && user.session().isEmpty())
            store.used(call.caller().accessKeyId(), asked.service(), call.region(), call.now());
        boolean sts = asked.service().equals("sts");
        if (sts && asked.action().equals(WHO_AM_I)) return;
        checkSession(asked);
        if (sts && asked.action().equals("GetSessionToken")) return; // its handler knows for whom
        Directory directory = store.read();
        Needs needs = new Needs(call, asked, directory, neighbours);
        if (principal instanceof Principal.Root && !(sts && asked.action().equals("AssumeRole")))
            return;
        Facts facts = facts(call, asked, needs.members());
        Layers layers = policies.of(principal, directory);
        for (Need need : needs.all()) {
            Verdict verdict = decide(call, layers, need, facts, directory);
            if (!need.isMetBy(verdict)) throw denied(call, asked, need, verdict);
        }
    }

    private void checkSession(Asked asked) {
        boolean plain = !(principal instanceof Principal.OfRole);
        if (!plain || principal.session().isEmpty()) return;
        boolean refused =
                switch (asked.service()) {
                    case "iam" -> true;
                    case "sts" -> !SESSION_TOKENS_MAY.contains(asked.action());
                    default -> false;
                };
        if (refused)
            throw new AwsException(
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid");
    }

    private Verdict decide(Call call, Layers layers, Need need, Facts known, Directory directory) {
        Facts facts = known.copy();
        need.keys().forEach(facts::put);
        facts.family("aws:ResourceTag/", () -> tags(call, need.resource(), directory));
        if (isSecret(need.resource()))
            facts.family(SECRET_TAG, () -> tags(call, need.resource(), directory));
        if (need.resource().startsWith("arn:aws:rds:")) {
            String type = need.resource().split(":", 7)[5];
            facts.family("rds:" + type + "-tag/", () -> tags(call, need.resource(), directory));
        }
        Ask ask = new Ask(need.action(), need.resource(), facts);
        Who who = principal.who(call.account());
        if (need.resource().contains(":role/") && need.action().startsWith("sts:"))
            return trusted(call, layers, ask, who, directory);
        return layers.decide(
                ask, who, resourcePolicy(need.resource(), policies, neighbours, call.now()));
    }

    /** A role that is not there trusts nobody, and nobody learns that it is not there. */
    private Verdict trusted(Call call, Layers layers, Ask ask, Who who, Directory directory) {
        Optional<Role> role =
                directory.roles().values().stream()
                        .filter(held -> held.arn(call.account()).equals(ask.resource()))
                        .findFirst();
        if (role.isEmpty()) return new Verdict.ImplicitDeny(Verdict.Layer.RESOURCE);
        return layers.decideTrust(ask, who, policies.read(role.get().trust(), Kind.TRUST));
    }

    static boolean isSecret(String resource) {
        return resource.startsWith("arn:aws:secretsmanager:");
    }

    /** Secrets, topics, queues and buckets may have one. */
    static Optional<Policy> resourcePolicy(
            String resource, Policies policies, Neighbours neighbours, Instant now) {
        if (resource.startsWith("arn:aws:sns:") || resource.startsWith("arn:aws:sqs:"))
            return neighbours
                    .messagePolicy(resource)
                    .map(document -> policies.read(document, Kind.RESOURCE));
        if (resource.startsWith("arn:aws:s3:::"))
            return neighbours
                    .bucketPolicy(resource)
                    .map(document -> policies.read(document, Kind.RESOURCE));
        if (!isSecret(resource)) return Optional.empty();
        return neighbours
                .secretPolicy(resource, now)
                .map(document -> policies.read(document, Kind.RESOURCE));
    }

    private Map<String, String> tags(Call call, String arn, Directory directory) {
        if (!arn.startsWith("arn:")) return Map.of();
        if (!arn.startsWith("arn:aws:iam:")) return neighbours.tags(arn, call.now());
        return directory
                .entities()
                .filter(entity -> entity.arn(call.account()).equals(arn))
                .findFirst()
                .map(entity ->
                        switch (entity) {
                            case User user -> user.tags();
                            case Role role -> role.tags();
                            case Group _ -> Map.<String, String>of();
                        })
                .orElse(Map.of());
    }

    private Facts facts(Call call, Asked asked, Members members) {
        Facts facts =
                principal
                        .facts(call.account())
                        .put("aws:RequestedRegion", call.region())
                        .put("aws:ResourceAccount", call.account()) // there is no other
                        .put("aws:SourceIp", asked.origin().address())
                        .put("aws:SecureTransport", Boolean.toString(asked.origin().secure()));
        if (!asked.origin().userAgent().isEmpty())
            facts.put("aws:UserAgent", asked.origin().userAgent());
        time(facts, call.now());
        Map<String, String> tags = members.tags();
        facts.family("aws:RequestTag/", () -> tags);
        List<String> keys = tags.isEmpty() ? members.texts("TagKeys") : List.copyOf(tags.keySet());
        if (!keys.isEmpty()) facts.putAll("aws:TagKeys", keys);
        if (asked.service().equals("rds")) {
            RdsNeeds.keys(members).forEach(facts::put);
            facts.family("rds:req-tag/", () -> tags);
        }
        return facts;
    }

    static void time(Facts facts, Instant now) {
        facts.put("aws:CurrentTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("aws:EpochTime", Long.toString(now.getEpochSecond()));
    }

    /**
     * Source: IAM user guide, "Troubleshoot access denied error messages"; EC2 has a sentence of
     * its own before it, and AssumeRole tells no reason.
     */
    private static AwsException denied(Call call, Asked asked, Need need, Verdict verdict) {
        boolean assume = need.action().equals(ASSUME);
        String sentence =
                "User: %s is not authorized to perform: %s on resource: %s%s"
                        .formatted(
                                call.caller().arn(),
                                need.action(),
                                shorten(need.resource()),
                                assume ? "" : verdict.because(need.action()));
        boolean ec2 = asked.service().equals("ec2");
        return new AwsException(
                "AccessDenied",
                ec2 ? "You are not authorized to perform this operation. " + sentence : sentence);
    }

    private static String shorten(String arn) {
        return arn.length() <= 512 ? arn : arn.substring(0, 512) + "…";
    }
}
