{{/* Peers and rules of network policies. A rule without a peer would allow everybody, so an empty list leaves its rule out. */}}

{{- define "leanvibe.egressToCidrs" -}}
{{- if .cidrs }}
- to:
    {{- range .cidrs }}
    - ipBlock:
        cidr: {{ . }}
    {{- end }}
  ports:
    - protocol: TCP
      port: {{ .port }}
{{- end }}
{{- end }}

{{- define "leanvibe.egressDns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    {{- range .Values.networkPolicy.dns.cidrs }}
    - ipBlock:
        cidr: {{ . }}
    {{- end }}
  ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
{{- end }}

{{- define "leanvibe.egressBackend" -}}
{{- $policy := .Values.networkPolicy }}
{{- include "leanvibe.egressDns" . }}
{{- include "leanvibe.egressToCidrs" $policy.database }}
{{- include "leanvibe.egressToCidrs" $policy.redis }}
{{- include "leanvibe.egressToCidrs" (dict "cidrs" $policy.https.cidrs "port" 443) }}
{{- include "leanvibe.egressToCidrs" (dict "cidrs" $policy.podIdentity.cidrs "port" 80) }}
{{- end }}

{{- define "leanvibe.ingressFromGateway" -}}
{{- $gateway := .root.Values.networkPolicy.gateway }}
{{- if or $gateway.cidrs $gateway.namespaces }}
- from:
    {{- range $gateway.cidrs }}
    - ipBlock:
        cidr: {{ . }}
    {{- end }}
    {{- range $gateway.namespaces }}
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ . }}
    {{- end }}
  ports:
    - protocol: TCP
      port: {{ .values.port }}
{{- end }}
{{- end }}

{{/* Jobs that verify, move and watch a release run in the namespace under this label, for both colours. */}}
{{- define "leanvibe.ingressFromRelease" -}}
- from:
    - podSelector:
        matchLabels:
          app.kubernetes.io/name: leanvibe-release
  ports:
    - protocol: TCP
      port: {{ .values.port }}
{{- end }}

{{- define "leanvibe.ingressFromMonitoring" -}}
{{- with .root.Values.networkPolicy.monitoring.namespaces }}
- from:
    {{- range . }}
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ . }}
    {{- end }}
  ports:
    - protocol: TCP
      port: {{ $.values.port }}
{{- end }}
{{- end }}

{{/* The other colour's front end. Not by app.kubernetes.io/instance: what its release is called is not known here. */}}
{{- define "leanvibe.otherFrontend" -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: leanvibe-frontend
      leanvibe.dev/colour: {{ include "leanvibe.otherColour" . }}
{{- end }}
