package homeport.cloud.iam.access;

import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request to CloudFormation takes: the stack, and a role that it hands over. Source: Service
 * Authorization Reference, "Actions, resources, and condition keys for AWS CloudFormation".
 */
final class StackNeeds {
    /** They concern no stack, or all of them. */
    private static final Set<String> OF_NO_STACK =
            Set.of(
                    "DescribeAccountLimits",
                    "EstimateTemplateCost",
                    "GetTemplateSummary",
                    "ListExports",
                    "ListImports",
                    "ListStacks",
                    "ValidateTemplate");

    private static final Set<String> BY_CHANGE_SET =
            Set.of("DescribeChangeSet", "ExecuteChangeSet", "DeleteChangeSet", "GetTemplate");

    private StackNeeds() {}

    static List<Need> of(Call call, String action, Members members) {
        List<Need> needs = new ArrayList<>();
        String name = "cloudformation:" + action;
        Optional<String> stack =
                OF_NO_STACK.contains(action) && members.text("StackName").isEmpty()
                        ? Optional.empty()
                        : members.text("StackName").map(id -> stack(call, id));
        needs.add(
                new Need(
                        name,
                        stack.orElseGet(() -> changeSet(call, action, members)),
                        keys(members)));
        members.text("RoleARN")
                .ifPresent(role ->
                        needs.add(
                                new Need(
                                        "iam:PassRole",
                                        role,
                                        Map.of(
                                                "iam:PassedToService",
                                                "cloudformation.amazonaws.com"))));
        return needs;
    }

    /** A change set by its ARN tells the stack by nothing but itself. */
    private static String changeSet(Call call, String action, Members members) {
        boolean named = BY_CHANGE_SET.contains(action) && members.text("ChangeSetName").isPresent();
        return named ? call.arn("cloudformation", "stack/*/*") : "*";
    }

    private static String stack(Call call, String id) {
        return id.startsWith("arn:") ? id : call.arn("cloudformation", "stack/" + id + "/*");
    }

    private static Map<String, String> keys(Members members) {
        Map<String, String> keys = new java.util.TreeMap<>();
        members.text("RoleARN").ifPresent(role -> keys.put("cloudformation:RoleArn", role));
        members.text("ChangeSetName")
                .ifPresent(name -> keys.put("cloudformation:ChangeSetName", name));
        members.text("TemplateURL").ifPresent(url -> keys.put("cloudformation:TemplateUrl", url));
        return keys;
    }
}
