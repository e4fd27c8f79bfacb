import { count, flag, optionalString } from "../read";
import type { Sheet } from "../sheet";

/** A NAT gateway, by the hour; its public address is an elastic IP with a line of its own. */
export function natGateway(sheet: Sheet): void {
    sheet.line("NAT gateway", "AmazonVPC", "nat-gateway/hour");
    sheet.usage("data processed by the NAT gateway");
}

/** An elastic IP: public IPv4 addresses cost the same in use and idle. */
export function elasticIp(sheet: Sheet): void {
    sheet.line("public IPv4 address", "AmazonVPC", "public-ipv4/in-use");
}

/** A VPC endpoint: interface endpoints by the hour in each zone; gateway endpoints are free. */
export function vpcEndpoint(sheet: Sheet): void {
    sheet.part(() => {
        // AWS makes a gateway endpoint if no type is named.
        const type = optionalString(sheet.props.at("vpcEndpointType")) ?? "Gateway";
        if (type === "Gateway") {
            return;
        }
        if (type !== "Interface") {
            sheet.unknownPrice(`VPC endpoint of type ${type}: only Interface and Gateway are priced`);
            return;
        }
        const zones = count(sheet.props.at("subnetIds"));
        if (zones === 0) {
            sheet.unknownPrice(
                "an interface endpoint without subnetIds: its number of zones is not known",
                "Set subnetIds.",
            );
            return;
        }
        sheet.line("interface endpoint, one for each zone", "AmazonVPC", "interface-endpoint/hour", zones);
        sheet.usage("data processed by the endpoint");
    });
}

/** A load balancer that the program makes itself. */
export function loadBalancer(sheet: Sheet): void {
    sheet.part(() => {
        const type = optionalString(sheet.props.at("loadBalancerType")) ?? "application";
        if (type !== "application" && type !== "network") {
            sheet.unknownPrice(`load balancer of type ${type}: only application and network are priced`);
            return;
        }
        balancer(sheet, type === "application" ? "alb" : "nlb", !flag(sheet.props.at("internal")));
    });
}

/** A Kubernetes Service; of type LoadBalancer it is a network load balancer on AWS. */
export function service(sheet: Sheet): void {
    sheet.part(() => {
        if (optionalString(sheet.props.at("spec", "type")) === "LoadBalancer") {
            balancer(sheet, "nlb", true);
        }
    });
}

/** A Gateway or an Ingress: an application load balancer on AWS. */
export function edge(sheet: Sheet): void {
    balancer(sheet, "alb", true);
}

function balancer(sheet: Sheet, kind: "alb" | "nlb", mayBePublic: boolean): void {
    const name = kind === "alb" ? "application load balancer" : "network load balancer";
    sheet.line(name, "AWSELB", `${kind}/hour`);
    sheet.usage(
        "load balancer capacity units",
        ...(mayBePublic ? ["public IPv4 addresses, one for each zone, if it faces the internet"] : []),
    );
}
