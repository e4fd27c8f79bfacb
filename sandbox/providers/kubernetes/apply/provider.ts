import {
    CheckRequest,
    CheckResult,
    CreateRequest,
    CreateResult,
    DeleteRequest,
    DiffRequest,
    DiffResult,
    InvokeRequest,
    InvokeResult,
    ProviderError,
    ProviderService,
    ReadRequest,
    ReadResult,
    UpdateRequest,
} from "../../protocol/service";
import { containsUnknown, PropertyMap, revealMap } from "../../protocol/value";
import { keepsItsName, kindOf, KubernetesProvider } from "../provider";
import { wishes } from "./annotations";
import { ApiError } from "./api-error";
import { CancelledError } from "./patience";
import { Progress } from "./progress";
import { judgeJob } from "./readiness/job";
import { openSession, refuseOtherClusters, Session } from "./session";

/**
 * The kubernetes provider with a real API server behind it: server-side apply, and waiting as the official provider
 * waits. What needs no cluster (checks, names, differences, replacements) is the offline stand-in's.
 */
export class ClusterProvider implements ProviderService {
    public readonly name = "kubernetes";
    private readonly offline: KubernetesProvider;
    private readonly cancelling = new AbortController();
    private config: PropertyMap = {};
    private opened: Promise<Session> | undefined;

    public constructor(
        public readonly version: string,
        private readonly progress: Progress = () => undefined,
    ) {
        this.offline = new KubernetesProvider(version);
    }

    public checkConfig(request: CheckRequest): CheckResult {
        return this.offline.checkConfig(request);
    }

    public diffConfig(request: DiffRequest): DiffResult {
        return this.offline.diffConfig(request);
    }

    public configure(config: PropertyMap): void {
        const plain = revealMap(config);
        if (plain.kubeconfig !== undefined) {
            refuseOtherClusters(plain);
        }
        this.offline.configure(config);
        this.config = plain;
        this.opened = undefined;
    }

    public check(request: CheckRequest): CheckResult {
        return this.offline.check(request);
    }

    /** What differs, and a Job that is not complete where the program wants such a one replaced. */
    public async diff(request: DiffRequest): Promise<DiffResult> {
        const result = this.offline.diff(request);
        const gvk = kindOf(request.type);
        if (gvk.kind !== "Job" || gvk.isPatch || !wishes(request.news, "replaceUnready")) {
            return result;
        }
        const live = await this.guarded(async ({ reading }) => reading.look(gvk, request.id));
        if (live === undefined || judgeJob(live).state === "ready") {
            return result;
        }
        const path = 'metadata.annotations["pulumi.com/replaceUnready"]';
        const changes = [...result.changes, { path, kind: "update", replace: true } as const];
        return { changes, deleteBeforeReplace: keepsItsName(request) };
    }

    public async create(request: CreateRequest): Promise<CreateResult> {
        const subject = { urn: request.urn, gvk: kindOf(request.type), inputs: request.inputs };
        if (!request.preview) {
            return this.guarded(({ writer }) => writer.create(subject, request.timeout));
        }
        const outputs = containsUnknown(request.inputs)
            ? undefined
            : await this.guarded(({ preview }) => preview.create(subject));
        return outputs === undefined ? this.offline.create(request) : { id: "", outputs };
    }

    public async update(request: UpdateRequest): Promise<PropertyMap> {
        const subject = { urn: request.urn, gvk: kindOf(request.type), inputs: request.news };
        const before = { id: request.id, inputs: request.oldInputs, outputs: request.oldOutputs };
        if (!request.preview) {
            return this.guarded(({ writer }) => writer.update(subject, before, request.timeout));
        }
        const outputs = containsUnknown(request.news)
            ? undefined
            : await this.guarded(({ preview }) => preview.update(subject, before));
        return outputs ?? this.offline.update(request);
    }

    public async read({ urn, type, id, inputs, outputs }: ReadRequest): Promise<ReadResult | undefined> {
        const gvk = kindOf(type);
        return this.guarded(({ reading }) => reading.read({ urn, gvk, id, inputs, outputs }));
    }

    public async delete({ urn, type, id, outputs, timeout }: DeleteRequest): Promise<void> {
        const gvk = kindOf(type);
        await this.guarded(({ removal }) => removal.remove({ urn, gvk, id, outputs }, timeout));
    }

    public invoke(request: InvokeRequest): InvokeResult {
        return this.offline.invoke(request);
    }

    public refuseComponent(): string {
        return this.offline.refuseComponent();
    }

    public cancel(): void {
        this.cancelling.abort();
    }

    /** Works in the session; what the server says outside of any operation's own words is the user's to read. */
    private async guarded<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
        this.opened ??= openSession(this.config, this.cancelling.signal, this.progress);
        try {
            return await work(await this.opened);
        } catch (error) {
            if (error instanceof CancelledError) {
                throw new ProviderError("the operation was cancelled before it changed anything");
            }
            throw error instanceof ApiError ? new ProviderError(error.message) : error;
        }
    }
}
