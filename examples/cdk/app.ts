import { App } from "aws-cdk-lib";
import { RdsStack } from "./lib/rds-stack";

const app = new App();

new RdsStack(app, "RDSStack");
