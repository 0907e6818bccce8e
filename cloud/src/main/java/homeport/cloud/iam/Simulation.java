package homeport.cloud.iam;

import homeport.aws.Call;
import homeport.aws.Service;
import homeport.cloud.iam.access.Policies;
import homeport.cloud.iam.directory.Directory;
import homeport.cloud.iam.directory.Entity;
import homeport.cloud.iam.policy.Ask;
import homeport.cloud.iam.policy.Facts;
import homeport.cloud.iam.policy.Layers;
import homeport.cloud.iam.policy.MalformedPolicy;
import homeport.cloud.iam.policy.Policy;
import homeport.cloud.iam.policy.Policy.Kind;
import homeport.cloud.iam.policy.Verdict;
import homeport.cloud.iam.policy.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/** What policies would decide, asked of the evaluator that decides in earnest. */
final class Simulation {
    private static final int RESULTS_MAX = 10_000;

    private final Roll roll;
    private final Policies policies;

    Simulation(Roll roll, Policies policies) {
        this.roll = roll;
        this.policies = policies;
    }

    void register(Service service) {
        service.on(
                        "SimulatePrincipalPolicy",
                        SimulatePrincipalPolicyRequest::builder,
                        this::principal)
                .on("SimulateCustomPolicy", SimulateCustomPolicyRequest::builder, this::custom);
    }

    private SimulatePrincipalPolicyResponse principal(
            Call call, SimulatePrincipalPolicyRequest request) {
        Directory directory = roll.store().read();
        String arn = request.policySourceArn();
        Entity entity =
                directory
                        .entities()
                        .filter(one -> one.arn(roll.account()).equals(arn))
                        .findFirst()
                        .orElseThrow(() ->
                                Refusal.missing("The entity %s cannot be found.".formatted(arn)));
        Layers own = policies.of(entity, directory);
        List<Policy> identity = new ArrayList<>(own.identity());
        identity.addAll(read(request.policyInputList()));
        Optional<Policy> boundary =
                read(request.permissionsBoundaryPolicyInputList()).stream()
                        .findFirst()
                        .or(own::boundary);
        Facts facts = facts(request.contextEntries()).put("aws:PrincipalArn", arn);
        if (entity.kind().equals("user")) facts.put("aws:username", entity.name());
        return SimulatePrincipalPolicyResponse.builder()
                .evaluationResults(
                        results(
                                new Layers(identity, boundary, Optional.empty()),
                                new Who(arn, arn, roll.account()),
                                request.actionNames(),
                                request.resourceArns(),
                                resource(request.resourcePolicy()),
                                facts))
                .isTruncated(false)
                .build();
    }

    private SimulateCustomPolicyResponse custom(Call call, SimulateCustomPolicyRequest request) {
        Layers layers =
                new Layers(
                        read(request.policyInputList()),
                        read(request.permissionsBoundaryPolicyInputList()).stream().findFirst(),
                        Optional.empty());
        String arn = Optional.ofNullable(request.callerArn()).orElse(call.caller().arn());
        return SimulateCustomPolicyResponse.builder()
                .evaluationResults(
                        results(
                                layers,
                                new Who(arn, arn, roll.account()),
                                request.actionNames(),
                                request.resourceArns(),
                                resource(request.resourcePolicy()),
                                facts(request.contextEntries())))
                .isTruncated(false)
                .build();
    }

    private static List<Policy> read(List<String> documents) {
        return documents.stream().map(one -> read(one, Kind.IDENTITY)).toList();
    }

    private static Policy read(String document, Kind kind) {
        try {
            return Policy.parse(document, kind);
        } catch (MalformedPolicy malformed) {
            throw Refusal.input(malformed.getMessage());
        }
    }

    private static Optional<Policy> resource(String document) {
        return Optional.ofNullable(document).map(text -> read(text, Kind.RESOURCE));
    }

    private static Facts facts(List<ContextEntry> entries) {
        Facts facts = new Facts();
        for (ContextEntry entry : entries)
            facts.putAll(entry.contextKeyName(), entry.contextKeyValues());
        return facts;
    }

    private static List<EvaluationResult> results(
            Layers layers,
            Who who,
            List<String> actions,
            List<String> given,
            Optional<Policy> resourcePolicy,
            Facts facts) {
        List<String> resources = given.isEmpty() ? List.of("*") : given;
        if ((long) actions.size() * resources.size() > RESULTS_MAX)
            throw Refusal.input(
                    "%d actions on %d resources are more than %d results."
                            .formatted(actions.size(), resources.size(), RESULTS_MAX));
        List<EvaluationResult> results = new ArrayList<>();
        for (String action : actions)
            for (String resource : resources) {
                Verdict verdict =
                        layers.decide(new Ask(action, resource, facts), who, resourcePolicy);
                results.add(
                        EvaluationResult.builder()
                                .evalActionName(action)
                                .evalResourceName(resource)
                                .evalDecision(decision(verdict))
                                .build());
            }
        return results;
    }

    private static PolicyEvaluationDecisionType decision(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed() -> PolicyEvaluationDecisionType.ALLOWED;
            case Verdict.ExplicitDeny(var _) -> PolicyEvaluationDecisionType.EXPLICIT_DENY;
            case Verdict.ImplicitDeny(var _) -> PolicyEvaluationDecisionType.IMPLICIT_DENY;
        };
    }
}
