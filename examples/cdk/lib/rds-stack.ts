import {
  CfnOutput,
  Duration,
  Fn,
  RemovalPolicy,
  Stack,
  StackProps,
  aws_cloudwatch as cw,
  aws_cloudwatch_actions as cwa,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_rds as rds,
  aws_secretsmanager as sm,
  aws_sns as sns,
} from "aws-cdk-lib";
import { Construct } from "constructs";

const POSTGRES = rds.DatabaseInstanceEngine.postgres({
  version: rds.PostgresEngineVersion.VER_16_3,
});

/** A Multi-AZ PostgreSQL with a read replica, behind a proxy that asks for IAM tokens, watched by alarms. */
export class RdsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const vpc = new ec2.Vpc(this, "AppVpc", { maxAzs: 3, natGateways: 1 });
    const groups = this.securityGroups(vpc);
    const secret = this.secret();
    const primary = this.primary(vpc, groups.database, secret);
    const replica = this.replica(vpc, groups.database, primary);
    const proxy = this.proxy(vpc, groups.proxy, primary, secret);
    this.application(proxy);
    this.alarms(replica, proxy);
    new CfnOutput(this, "ProxyEndpoint", { value: proxy.endpoint });
    new CfnOutput(this, "ReplicaEndpoint", { value: replica.dbInstanceEndpointAddress });
    new CfnOutput(this, "SecretArn", { value: secret.secretArn });
  }

  /** The application reaches the proxy, and only the proxy the databases. */
  private securityGroups(vpc: ec2.IVpc) {
    const group = (id: string, description: string) =>
      new ec2.SecurityGroup(this, id, { vpc, description });
    const database = group("DbSg", "RDS PostgreSQL access");
    const proxy = group("ProxySg", "RDS Proxy");
    const application = group("AppSg", "Application layer");
    proxy.addIngressRule(application, ec2.Port.tcp(5432));
    // that from the proxy to the databases is DatabaseProxy's own; the same rule twice is refused
    return { database, proxy };
  }

  private secret() {
    return new sm.Secret(this, "DbSecret", {
      description: "RDS PostgreSQL master credentials",
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: "pgadmin" }),
        generateStringKey: "password",
        excludePunctuation: true,
      },
    });
  }

  private primary(vpc: ec2.IVpc, group: ec2.ISecurityGroup, secret: sm.ISecret) {
    return new rds.DatabaseInstance(this, "Postgres", {
      engine: POSTGRES,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.BURSTABLE3, ec2.InstanceSize.LARGE),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [group],
      credentials: rds.Credentials.fromSecret(secret),
      multiAz: true,
      allocatedStorage: 100,
      // 100 GiB of gp3 have 3000 IOPS by themselves; AWS refuses to be told so
      storageType: rds.StorageType.GP3,
      storageEncrypted: true,
      backupRetention: Duration.days(7),
      preferredBackupWindow: "03:00-04:00",
      preferredMaintenanceWindow: "Sun:04:00-Sun:05:00",
      enablePerformanceInsights: true,
      performanceInsightRetention: rds.PerformanceInsightRetention.DEFAULT,
      monitoringInterval: Duration.seconds(60),
      iamAuthentication: true,
      // true and RETAIN in production: `destroy` then leaves it
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
      parameterGroup: new rds.ParameterGroup(this, "PgParams", {
        engine: POSTGRES,
        parameters: {
          log_min_duration_statement: "1000",
          log_lock_waits: "on",
          idle_in_transaction_session_timeout: "30000",
          work_mem: "16384",
        },
      }),
    });
  }

  private replica(vpc: ec2.IVpc, group: ec2.ISecurityGroup, source: rds.IDatabaseInstance) {
    return new rds.DatabaseInstanceReadReplica(this, "PgReadReplica", {
      sourceDatabaseInstance: source,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.BURSTABLE3, ec2.InstanceSize.LARGE),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [group],
      enablePerformanceInsights: true,
      storageEncrypted: true,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private proxy(
    vpc: ec2.IVpc,
    group: ec2.ISecurityGroup,
    target: rds.DatabaseInstance,
    secret: sm.ISecret,
  ) {
    const role = new iam.Role(this, "RdsProxyRole", {
      assumedBy: new iam.ServicePrincipal("rds.amazonaws.com"),
    });
    secret.grantRead(role);
    return new rds.DatabaseProxy(this, "PgProxy", {
      proxyTarget: rds.ProxyTarget.fromInstance(target),
      secrets: [secret],
      role,
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [group],
      iamAuth: true,
      requireTLS: true,
      idleClientTimeout: Duration.minutes(30),
      initQuery: "SET application_name='rds-proxy'",
      debugLogging: false,
    });
  }

  /** What the application may do: sign in to the proxy, whose id is the end of its ARN. */
  private application(proxy: rds.DatabaseProxy) {
    const proxyId = Fn.select(6, Fn.split(":", proxy.dbProxyArn));
    new iam.ManagedPolicy(this, "AppConnect", {
      statements: [
        new iam.PolicyStatement({
          actions: ["rds-db:connect"],
          resources: [
            `arn:aws:rds-db:${this.region}:${this.account}:dbuser:${proxyId}/pgadmin`,
          ],
        }),
      ],
    });
  }

  private alarms(replica: rds.IDatabaseInstance, proxy: rds.DatabaseProxy) {
    const topic = new sns.Topic(this, "DbAlerts");
    new cw.Alarm(this, "ReplicaLagAlarm", {
      metric: new cw.Metric({
        namespace: "AWS/RDS",
        metricName: "ReplicaLag",
        dimensionsMap: { DBInstanceIdentifier: replica.instanceIdentifier },
        period: Duration.minutes(1),
        statistic: "Average",
      }),
      threshold: 300,
      evaluationPeriods: 3,
      comparisonOperator: cw.ComparisonOperator.GREATER_THAN_THRESHOLD,
      alarmDescription: "The replica is more than five minutes behind",
      treatMissingData: cw.TreatMissingData.MISSING,
    }).addAlarmAction(new cwa.SnsAction(topic));
    new cw.Alarm(this, "ProxyPinningAlarm", {
      metric: new cw.Metric({
        namespace: "AWS/RDS",
        metricName: "DatabaseConnectionsCurrentlySessionPinned",
        dimensionsMap: { ProxyName: proxy.dbProxyName },
        period: Duration.minutes(5),
        statistic: "Average",
      }),
      threshold: 50,
      evaluationPeriods: 2,
      comparisonOperator: cw.ComparisonOperator.GREATER_THAN_THRESHOLD,
      alarmDescription: "Sessions at the proxy are pinned: look for SET statements",
    }).addAlarmAction(new cwa.SnsAction(topic));
  }
}
