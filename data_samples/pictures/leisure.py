"""Pictures for books and games."""

from __future__ import annotations

from data_samples.pictures.picture import Picture

LEISURE = {
    "novels": Picture(
        "#f1e6d6",
        84,
        """
<rect x="84" y="176" width="156" height="32" rx="5" fill="#2f5d62"/>
<rect x="100" y="181" width="140" height="22" fill="#f7f0e0"/><rect x="84" y="176" width="26" height="32" rx="5"
 fill="#24474b"/>
<rect x="96" y="146" width="138" height="30" rx="5" fill="#c8763d"/>
<rect x="96" y="151" width="122" height="20" fill="#f7f0e0"/><rect x="208" y="146" width="26" height="30" rx="5"
 fill="#a55d2b"/>
<g transform="rotate(-7 160 96)"><rect x="116" y="30" width="88" height="118" rx="6" fill="#8e3b46"/>
<rect x="116" y="30" width="15" height="118" rx="6" fill="#6e2a34"/>
<path d="M140 62 H192 M150 76 H182" stroke="#f3d9a4" stroke-width="5" stroke-linecap="round"/>
<path d="M166 96 L172 110 L187 111 L175 120 L179 135 L166 126 L153 135 L157 120 L145 111 L160 110 Z"
 fill="#f3d9a4"/></g>
""",
    ),
    "book-lights": Picture(
        "#dfe3ee",
        92,
        """
<path d="M188 62 L92 176 H236 Z" fill="#fff2b0" opacity=".75"/>
<path d="M62 172 Q112 150 160 174 Q208 150 258 172 V206 Q208 186 160 208 Q112 186 62 206 Z" fill="#8e3b46"/>
<path d="M70 166 Q116 146 160 168 V200 Q116 180 70 198 Z" fill="#fffaf0"/>
<path d="M250 166 Q204 146 160 168 V200 Q204 180 250 198 Z" fill="#f4ecdc"/>
<path d="M84 174 Q116 162 146 174 M84 184 Q116 172 146 184 M174 174 Q206 162 236 174 M174 184 Q206 172 236 184"
 fill="none" stroke="#c4b8a4" stroke-width="3"/>
<path d="M244 176 Q276 110 240 70 Q226 52 204 54" fill="none" stroke="#3a444d" stroke-width="7"
 stroke-linecap="round"/>
<rect x="232" y="164" width="26" height="24" rx="5" fill="#3a444d"/>
<g transform="rotate(-18 192 56)"><rect x="164" y="44" width="52" height="20" rx="10" fill="#3a444d"/>
<rect x="170" y="60" width="40" height="7" rx="3" fill="#ffe08a"/></g>
""",
    ),
    "board-games": Picture(
        "#e3efe3",
        100,
        """
<path d="M60 168 L160 116 L260 168 L160 212 Z" fill="#8a5a3c"/>
<path d="M60 160 L160 108 L260 160 L160 206 Z" fill="#f0d9a8"/>
<g fill="#5f9e6e"><path d="M60 160 L93 143 L127 158 L93 175 Z"/><path d="M127 126 L160 108 L193 126 L160 142 Z"/>
<path d="M127 158 L160 142 L193 158 L160 174 Z"/><path d="M193 158 L227 143 L260 160 L227 175 Z"/>
<path d="M127 190 L160 174 L193 190 L160 206 Z"/></g>
<path d="M104 160 Q98 126 114 118 A15 15 0 1 1 124 118 Q140 126 134 160 Z" fill="#c8553d"/>
<path d="M190 134 Q184 100 200 92 A15 15 0 1 1 210 92 Q226 100 220 134 Z" fill="#3b6ea5"/>
<g transform="rotate(12 166 66)"><rect x="140" y="38" width="48" height="48" rx="10" fill="#fffdf6"
 stroke="#d4c8b0" stroke-width="3"/><g fill="#33414b"><circle cx="152" cy="50" r="5"/><circle cx="176" cy="50"
 r="5"/><circle cx="164" cy="62" r="5"/><circle cx="152" cy="74" r="5"/><circle cx="176" cy="74" r="5"/></g></g>
""",
    ),
    "card-sleeves": Picture(
        "#f0e6ea",
        88,
        """
<g transform="rotate(-16 130 140)"><rect x="88" y="62" width="86" height="124" rx="9" fill="#5f9e6e"/>
<rect x="98" y="72" width="66" height="104" rx="5" fill="#cfe6cf"/></g>
<g transform="rotate(4 168 130)"><rect x="122" y="54" width="86" height="124" rx="9" fill="#3b6ea5"/>
<rect x="132" y="64" width="66" height="104" rx="5" fill="#d3e2f2"/><circle cx="165" cy="116" r="20"
 fill="#3b6ea5"/></g>
<g transform="rotate(18 206 140)"><rect x="160" y="66" width="86" height="130" rx="9" fill="#c8553d"/>
<rect x="170" y="76" width="66" height="104" rx="5" fill="#fbe3d9"/>
<path d="M203 104 L220 128 L203 152 L186 128 Z" fill="#c8553d"/>
<rect x="152" y="58" width="102" height="146" rx="10" fill="#ffffff" opacity=".38" stroke="#8fa5b8"
 stroke-width="3"/></g>
""",
    ),
}
