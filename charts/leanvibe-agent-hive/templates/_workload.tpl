{{/* The objects of one workload: account, Deployment, Services, autoscaler and disruption budget. */}}

{{- define "leanvibe.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "leanvibe.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- define "leanvibe.deployment" -}}
{{- include "leanvibe.checkRelease" .root }}
{{- include "leanvibe.checkWorkload" . }}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "leanvibe.metadata" . | nindent 2 }}
    {{- include "leanvibe.versionLabel" . | nindent 4 }}
spec:
  {{- if not (include "leanvibe.autoscaled" .) }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: {{ .values.revisionHistoryLimit }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: {{ .values.maxSurge }}
  selector:
    matchLabels:
      {{- include "leanvibe.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "leanvibe.podLabels" . | nindent 8 }}
    spec:
      {{- include "leanvibe.podSpec" . | nindent 6 }}
{{- end }}

{{- define "leanvibe.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "leanvibe.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "leanvibe.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .values.port }}
      targetPort: http
      protocol: TCP
      appProtocol: http
{{- end }}

{{/*
Every pod by its own address, also one that is not ready: whoever watches a release reads each pod's metrics, and a pod whose
readiness fails is one to hear of.
*/}}
{{- define "leanvibe.podsService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "leanvibe.metadata" (dict "root" .root "name" (printf "%s-pods" .name)) | nindent 2 }}
spec:
  type: ClusterIP
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- include "leanvibe.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .values.port }}
      targetPort: http
      protocol: TCP
      appProtocol: http
{{- end }}

{{/* Up at once and in large steps, because load does not wait; down slowly, because it often comes back. */}}
{{- define "leanvibe.scalingBehaviour" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - type: Percent
      value: 100
      periodSeconds: 15
    - type: Pods
      value: 4
      periodSeconds: 15
scaleDown:
  stabilizationWindowSeconds: {{ .values.autoscaling.scaleDownStabilizationSeconds }}
  selectPolicy: Min
  policies:
    - type: Percent
      value: 50
      periodSeconds: 60
    - type: Pods
      value: 1
      periodSeconds: 60
{{- end }}

{{- define "leanvibe.autoscaler" -}}
{{- if .values.autoscaling.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: leanvibe-{{ .name }}-hpa-{{ .root.Values.colour }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "leanvibe.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "leanvibe.name" . }}
  minReplicas: {{ .values.autoscaling.minReplicas }}
  maxReplicas: {{ .values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .values.autoscaling.cpuPercent }}
    - type: Resource
      resource:
        name: memory
        target:
          type: Utilization
          averageUtilization: {{ .values.autoscaling.memoryPercent }}
  behavior:
    {{- include "leanvibe.scalingBehaviour" . | nindent 4 }}
{{- end }}
{{- end }}

{{- define "leanvibe.disruptionBudget" -}}
{{- $runs := or (include "leanvibe.autoscaled" .) (gt (int .values.replicas) 0) }}
{{- if and .values.podDisruptionBudget.enabled $runs }}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "leanvibe.metadata" . | nindent 2 }}
spec:
  minAvailable: {{ .values.podDisruptionBudget.minAvailable }}
  # A pod that never became ready must not hold up a node's drain.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "leanvibe.selectorLabels" . | nindent 6 }}
{{- end }}
{{- end }}
