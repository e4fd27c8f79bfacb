{{/* Objects of the Prometheus operator, External Secrets, KEDA and the Vertical Pod Autoscaler. */}}

{{/* Scrapes every pod of the API, by the Service that also lists those that are not ready. */}}
{{- define "leanvibe.serviceMonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "leanvibe.name" . }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "leanvibe.labels" . | nindent 4 }}
    {{- with .root.Values.serviceMonitor.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "leanvibe.selectorLabels" (dict "root" .root "name" (printf "%s-pods" .name)) | nindent 6 }}
  # Which colour a sample is from: the label becomes leanvibe_dev_colour.
  targetLabels: [leanvibe.dev/colour]
  endpoints:
    - port: http
      path: {{ .root.Values.serviceMonitor.path }}
      interval: {{ .root.Values.serviceMonitor.intervalSeconds }}s
{{- end }}

{{- define "leanvibe.externalSecretName" -}}
leanvibe-secrets-{{ .Values.colour }}
{{- end }}

{{- define "leanvibe.externalSecret" -}}
{{- $secret := .root.Values.externalSecret }}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  {{- include "leanvibe.metadata" . | nindent 2 }}
spec:
  refreshInterval: {{ $secret.refreshIntervalSeconds }}s
  secretStoreRef:
    kind: {{ $secret.store.kind }}
    name: {{ $secret.store.name }}
  target:
    name: {{ include "leanvibe.externalSecretName" .root }}
    # The Secret goes with this object.
    creationPolicy: Owner
  data:
    {{- range $variable, $source := $secret.data }}
    - secretKey: {{ $variable }}
      remoteRef:
        key: {{ $source.key | quote }}
        {{- with $source.property }}
        property: {{ . | quote }}
        {{- end }}
    {{- end }}
{{- end }}

{{/*
Pods by the length of a stream. KEDA makes the HorizontalPodAutoscaler, under the name that the chart's own would have; the
address is read from the workload's environment (https://keda.sh/docs/2.17/scalers/redis-streams/).
*/}}
{{- define "leanvibe.scaledObject" -}}
{{- $keda := .values.keda }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "leanvibe.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "leanvibe.name" . }}
  pollingInterval: {{ $keda.pollingIntervalSeconds }}
  minReplicaCount: {{ $keda.minReplicas }}
  maxReplicaCount: {{ $keda.maxReplicas }}
  advanced:
    horizontalPodAutoscalerConfig:
      name: leanvibe-{{ .name }}-hpa-{{ .root.Values.colour }}
      behavior:
        {{- include "leanvibe.scalingBehaviour" . | nindent 8 }}
  triggers:
    - type: redis-streams
      metadata:
        hostFromEnv: REDIS_HOST
        portFromEnv: REDIS_PORT
        enableTLS: {{ $keda.tls | quote }}
        stream: {{ $keda.stream | quote }}
        streamLength: {{ $keda.entriesPerPod | quote }}
      {{- with $keda.triggerAuthentication }}
      authenticationRef:
        name: {{ . }}
      {{- end }}
{{- end }}

{{/* Recommendations only: what changes requests by itself would fight with the autoscaler over the percentages of them. */}}
{{- define "leanvibe.verticalPodAutoscaler" -}}
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata:
  name: leanvibe-{{ .name }}-vpa-{{ .root.Values.colour }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "leanvibe.labels" . | nindent 4 }}
spec:
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "leanvibe.name" . }}
  updatePolicy:
    updateMode: "Off"
{{- end }}
