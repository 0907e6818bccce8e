package homeport.cloud.iam.access;

import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;

/** What must be allowed for Parameter Store. Source: Service Authorization Reference. */
final class ParameterNeeds {
    private final Call call;
    private final String action;
    private final Members members;

    ParameterNeeds(Call call, String action, Members members) {
        this.call = call;
        this.action = "ssm:" + action;
        this.members = members;
    }

    List<Need> all() {
        if (action.equals("ssm:DescribeParameters"))
            return List.of(Need.of(action, call.arn("ssm", "*")));
        List<String> names = new ArrayList<>(members.texts("Names"));
        members.text("Name")
                .or(() -> members.text("Path"))
                .or(() -> members.text("ResourceId"))
                .ifPresent(names::add);
        if (names.isEmpty()) return List.of(Need.of(action, "*"));
        return names.stream().map(name -> Need.of(action, arn(name))).toList();
    }

    /** A version of a parameter has no ARN of its own. */
    private String arn(String name) {
        String resource = name.startsWith("arn:") ? name.replaceFirst("^.*?:parameter/", "") : name;
        return call.arn(
                "ssm", "parameter/" + resource.replaceFirst(":.*", "").replaceAll("^/|/$", ""));
    }
}
